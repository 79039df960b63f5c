using System.Text;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Processes;
using TaskSync.Core.ClaudeStream;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Agent.Claude;

/// <summary>
/// Listens to one turn of Claude Code: reads on in its stdout wherever it stopped the last time.
/// </summary>
internal sealed class ClaudeTurn(Conversation? resumed, AttemptFolder folder, TimeSpan lingers) : IListener
{
    /// <summary>Bytes read at a time.</summary>
    private const int Piece = 256 * 1024;

    /// <summary>
    /// Bytes at the end of stderr in which the reason for an end without a result is looked for.
    /// </summary>
    private const int StderrTail = 4096;

    private readonly TurnSoFar _turn = new(resumed);

    public TimeSpan LingersFor => lingers;

    public bool HasSaidAll()
    {
        ReadOn();
        return _turn.IsAtRest;
    }

    public Judgement Judge(ExitRecord? exit)
    {
        ReadOn();
        TurnOutcome turn = _turn.Finish(ReadStderr());
        if (turn.Result is not null || turn.Conversation is { Forgotten: true })
        {
            return new(turn.Result, turn.Conversation, turn.Why);
        }
        string why = $"Claude Code {HowItEnded(exit)} without a result. {turn.Why}".Trim();
        // An exit code of 0 alone would say that all is well.
        TaskResult? none = exit is { ExitCode: 0 } ? new TaskResult { IsError = true } : null;
        return new(none, turn.Conversation, Texts.Clip(why, Limits.MessageLength));
    }

    private static string HowItEnded(ExitRecord? exit) => exit switch
    {
        { Signal: { } signal } => $"was ended by signal {signal}",
        { ExitCode: { } code } => $"ended with exit code {code}",
        _ => "is gone",
    };

    private void ReadOn()
    {
        if (folder.OutputLength(OutputStream.Stdout) <= _turn.Bytes) return;
        using FileStream stdout = Open(OutputStream.Stdout);
        stdout.Position = _turn.Bytes;
        byte[] piece = new byte[Piece];
        while (stdout.Read(piece) is var read and > 0) _turn.Add(piece.AsSpan(0, read));
    }

    private string ReadStderr()
    {
        long length = folder.OutputLength(OutputStream.Stderr);
        if (length == 0) return "";
        using FileStream stderr = Open(OutputStream.Stderr);
        stderr.Position = Math.Max(0, length - StderrTail);
        byte[] tail = new byte[StderrTail];
        int read = stderr.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(tail, 0, read).Trim();
    }

    private FileStream Open(OutputStream which) =>
        new(folder.Output(which), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
