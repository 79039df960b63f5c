using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Ports;

/// <summary>
/// Runs processes. Every call returns at once; what comes of it is posted as an event, in the order in which
/// it happens to one attempt.
/// </summary>
public interface IAttemptRunner
{
    /// <summary>Starts the process. Posts started and later ended, or not started.</summary>
    void Start(AttemptSpec spec);

    /// <summary>
    /// Finds out, after a restart of the agent, what became of an attempt that it may have started. Posts
    /// started and, when it is over, ended; or never begun, if it is certain that no process of it ever ran
    /// and none is about to.
    /// </summary>
    void Attach(AttemptSpec spec);

    /// <summary>
    /// Tells the process what a person answered. Posts that it waits no more, or for what next, when it has that.
    /// May be called again, and for an attempt that is over.
    /// </summary>
    void Answer(AttemptSpec spec, Answer answer);

    /// <summary>
    /// Ends the process and all that came of it. Ended is posted when the tree was looked at. If the process
    /// had ended before the first signal, none is sent.
    /// </summary>
    /// <param name="spec">The attempt, started or attached before; or neither, after a restart.</param>
    /// <param name="signalledAt">When a signal may have been sent before this agent process started; null if
    /// none was.</param>
    void Stop(AttemptSpec spec, DateTimeOffset? signalledAt);
}

/// <summary>Something that happened to a process.</summary>
public abstract record ProcessEvent(AttemptKey Key) : AgentEvent
{
    /// <summary>The process runs, or ran.</summary>
    /// <param name="Key">The attempt.</param>
    /// <param name="At">When it was started, by the agent's clock.</param>
    /// <param name="RanFor">How long it has been running by the machine's monotonic clock: the timeout counts
    /// from there.</param>
    public sealed record Started(AttemptKey Key, DateTimeOffset At, TimeSpan RanFor) : ProcessEvent(Key);

    /// <summary>It waits for a person to say something, or for something else than before; or, with null, no more.</summary>
    public sealed record Waits(AttemptKey Key, Question? Asks) : ProcessEvent(Key);

    /// <summary>It has shown no sign of life since then, for longer than usual; or, with null, it shows one.</summary>
    public sealed record Signs(AttemptKey Key, DateTimeOffset? StalledSince) : ProcessEvent(Key);

    /// <summary>There is no process and never will be one.</summary>
    public sealed record NotStarted(AttemptKey Key, DateTimeOffset At, string Why) : ProcessEvent(Key);

    /// <summary>It was never begun and still may be.</summary>
    public sealed record NeverBegun(AttemptKey Key) : ProcessEvent(Key);

    /// <summary>It is over.</summary>
    public sealed record Ended(AttemptKey Key, ProcessEnd End) : ProcessEvent(Key);
}

/// <summary>How a process ended.</summary>
public sealed record ProcessEnd
{
    /// <summary>When, by the agent's clock; when that was seen, if nobody recorded it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether there is a record of it.</summary>
    public required EndKind Kind { get; init; }

    /// <summary>The exit code, unless a signal ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended it.</summary>
    public int? Signal { get; init; }

    /// <summary>Whether the agent signalled it before it ended, as far as can be known.</summary>
    public bool Signalled { get; init; }

    /// <summary>Whether nothing of it was left when somebody looked.</summary>
    public bool TreeEmpty { get; init; }

    /// <summary>What was left, as <c>pid command</c>.</summary>
    public IReadOnlyList<string> Leftovers { get; init; } = [];

    /// <summary>The length of stdout in bytes, then.</summary>
    public long StdoutBytes { get; init; }

    /// <summary>The length of stderr in bytes, then.</summary>
    public long StderrBytes { get; init; }

    /// <summary>What the runner of its kind made of it.</summary>
    public TaskResult? Result { get; init; }

    /// <summary>The conversation that it was about, as its runner understood it.</summary>
    public Conversation? Conversation { get; init; }

    /// <summary>What there is to say of it.</summary>
    public string? Message { get; init; }
}
