using System.Text;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Output;
using TaskSync.Agent.Processes;
using TaskSync.Core.ClaudeStream;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Turns;

/// <summary>
/// Listens to one turn of a coding agent: reads on in its stdout wherever it stopped the last time.
/// </summary>
/// <param name="turn">Understands what is read.</param>
/// <param name="cli">What people call the program.</param>
/// <param name="folder">Where it writes.</param>
/// <param name="secrets">What of it nobody is told: the beginning of what is read of stderr may be the end of one.</param>
/// <param name="lingers">How long it may stay after its result.</param>
/// <param name="reply">How it is told an answer; null if it asks nothing.</param>
internal sealed class TurnListener(
    ITurn turn, string cli, AttemptFolder folder, Secrets secrets, TimeSpan lingers, Func<StreamEvent.Asked, Answer, string>? reply = null)
    : IListener
{
    /// <summary>Bytes read at a time.</summary>
    private const int Piece = 256 * 1024;

    /// <summary>
    /// Bytes at the end of stderr in which the reason for an end without a result is looked for.
    /// </summary>
    private const int StderrTail = 4096;

    private readonly Talk _talk = new(folder);
    private Question? _asks;

    public TimeSpan LingersFor => lingers;

    public long Signs => turn.Signs;

    public bool HasSaidAll()
    {
        ReadOn();
        return turn.IsAtRest;
    }

    public Question? Asks()
    {
        ReadOn();
        StreamEvent.Asked? first = reply is null ? null : turn.Asks.FirstOrDefault(asked => !_talk.IsAnswered(asked.RequestId));
        if (first?.RequestId != _asks?.RequestId) _asks = first is null ? null : Describe(first);
        return _asks;
    }

    public void Tell(Answer answer)
    {
        if (turn.Asks.FirstOrDefault(asked => asked.RequestId == answer.RequestId) is not { } asked) return;
        _talk.Answer(asked.RequestId, reply!(asked, answer));
    }

    public void Hush()
    {
        if (reply is not null) _talk.End();
    }

    /// <summary>It asked when it wrote last, as nearly as anybody knows: it waits since.</summary>
    private Question Describe(StreamEvent.Asked asked) => new()
    {
        RequestId = asked.RequestId,
        Tool = asked.Tool,
        Input = asked.Input,
        AskedAt = File.GetLastWriteTimeUtc(folder.Output(OutputStream.Stdout)),
    };

    public Judgement Judge(ExitRecord? exit)
    {
        ReadOn();
        TurnOutcome outcome = turn.Finish(ReadStderr());
        if (outcome.Result is not null || outcome.Conversation is { Forgotten: true })
        {
            return new(outcome.Result, outcome.Conversation, outcome.Why);
        }
        string why = $"{cli} {HowItEnded(exit)} without a result. {outcome.Why}".Trim();
        // An exit code of 0 alone would say that all is well.
        TaskResult? none = exit is { ExitCode: 0 } ? new TaskResult { IsError = true } : null;
        return new(none, outcome.Conversation, why);
    }

    private static string HowItEnded(ExitRecord? exit) => exit switch
    {
        { Signal: { } signal } => $"was ended by signal {signal}",
        { ExitCode: { } code } => $"ended with exit code {code}",
        _ => "is gone",
    };

    private void ReadOn()
    {
        if (folder.OutputLength(OutputStream.Stdout) <= turn.Bytes) return;
        using FileStream stdout = Open(OutputStream.Stdout);
        stdout.Position = turn.Bytes;
        byte[] piece = new byte[Piece];
        while (stdout.Read(piece) is var read and > 0) turn.Add(piece.AsSpan(0, read));
    }

    private string ReadStderr()
    {
        long length = folder.OutputLength(OutputStream.Stderr);
        if (length == 0) return "";
        long from = Math.Max(0, length - StderrTail);
        return Encoding.UTF8.GetString(MaskedFile.Read(folder.Output(OutputStream.Stderr), from, StderrTail, secrets).Span).Trim();
    }

    private FileStream Open(OutputStream which) =>
        new(folder.Output(which), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
