using TaskSync.Agent.Ports;

namespace TaskSync.Agent.Brain;

/// <summary>What one turn of thinking comes to: first all writes, then the acts.</summary>
internal sealed class Turn
{
    private readonly Dictionary<AttemptKey, JournalWrite> _writes = [];

    /// <summary>One write per attempt: the newest step says all.</summary>
    public IReadOnlyCollection<JournalWrite> Writes => _writes.Values;

    public List<Act> Acts { get; } = [];

    public void Write(JournalWrite write) => _writes[write.Key] = write;
}

/// <summary>Something to do in the world, after the turn's writes are on disk.</summary>
internal abstract record Act
{
    /// <summary>Start a process. Dropped if its attempt could not be written down.</summary>
    public sealed record Start(AttemptSpec Spec) : Act;

    /// <summary>Find out what became of a process.</summary>
    public sealed record Attach(AttemptSpec Spec) : Act;

    /// <summary>
    /// End a process. Done even if the intent could not be written: a full disk must not keep alive what
    /// fills it.
    /// </summary>
    public sealed record Stop(AttemptSpec Spec, DateTimeOffset? SignalledAt) : Act;

    /// <summary>Tell a process what a person answered; doing it again changes nothing.</summary>
    public sealed record Answer(AttemptSpec Spec, Core.Tasks.Answer Given) : Act;

    /// <summary>Send what the attempt writes.</summary>
    public sealed record Ship(AttemptKey Key) : Act;

    /// <summary>Send what is left, up to these lengths, and say when it is done.</summary>
    public sealed record ShipUpTo(AttemptKey Key, long Stdout, long Stderr) : Act;

    /// <summary>Forget about its output.</summary>
    public sealed record DropOutput(AttemptKey Key) : Act;
}
