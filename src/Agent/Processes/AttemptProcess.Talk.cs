using TaskSync.Agent.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Processes;

/// <content>What it asks of people while it runs, and what they say.</content>
internal sealed partial class AttemptProcess
{
    private Answer? _answer;
    private bool _isHeard;
    private string? _asks;

    /// <summary>Keeps an answer until the next look, because the one who looks is alone with the listener.</summary>
    public void Tell(Answer answer) => Volatile.Write(ref _answer, answer);

    private void Converse()
    {
        if (_listener is null) return;
        if (Interlocked.Exchange(ref _answer, null) is { } answer) _listener.Tell(answer);
        if (_listener.HasSaidAll()) _listener.Hush();
        Question? asks = _listener.Asks();
        // The first time also that there is nothing: an earlier agent may have left before it could say so.
        if (_isHeard && asks?.RequestId == _asks) return;
        (_isHeard, _asks) = (true, asks?.RequestId);
        NoteSign(TimeSpan.Zero);
        Post(new ProcessEvent.Waits(spec.Key, asks));
    }
}
