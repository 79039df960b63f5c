using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Brain;

/// <summary>
/// An attempt in the brain: what the journal has of it, and what need not outlive the process.
/// </summary>
internal sealed class Held(AttemptSpec? spec, AttemptKey key, AttemptState state)
{
    public AttemptKey Key { get; } = key;

    /// <summary>
    /// Null for one that is only remembered: it is over, and nothing but its last report is left.
    /// </summary>
    public AttemptSpec? Spec { get; } = spec;

    public AttemptState State { get; set; } = state;

    /// <summary>Not on disk yet, so not to be spoken of.</summary>
    public bool Unsaved { get; set; }

    /// <summary>Why the disk does not take it; null while it does.</summary>
    public string? DiskError { get; set; }

    /// <summary>Since when.</summary>
    public long? UnsavedSince { get; set; }

    /// <summary>Not on disk at all: the first write has not returned.</summary>
    public bool Unborn { get; set; }

    /// <summary>Declined while the disk takes nothing: it is held in memory, and the disk must hold nothing of it.</summary>
    public bool OffDisk { get; init; }

    /// <summary>The highest report number that any sync has carried: what is above it is news.</summary>
    public long SentSeq { get; set; }

    /// <summary>
    /// The number of the last report of it that the server has counted, as it told this start of the agent; null before it did.
    /// </summary>
    public long? CountedSeq { get; set; }

    /// <summary>Whether it was looked for, and nothing of it ever began.</summary>
    public bool IsUnbegun { get; set; }

    /// <summary>When its process began, on the monotonic clock; null before that is known.</summary>
    public long? BegunAt { get; set; }

    /// <summary>
    /// When it has run for long enough, on the monotonic clock; null while it does not run.
    /// </summary>
    public long? TimeoutAt { get; set; }

    /// <summary>When its last report was acknowledged; it is held only for its output after that.</summary>
    public long? ClosedAt { get; set; }

    /// <summary>Whether the server has all its output, or nobody will take it.</summary>
    public bool OutputDone { get; set; }

    public bool IsClosed => ClosedAt is not null;

    public bool TakesSlot => State.Phase is AttemptPhase.Accepted or AttemptPhase.Running or AttemptPhase.Waiting
        or AttemptPhase.Stopping;

    /// <summary>The journal's form of it as it stands.</summary>
    public JournalWrite Write => this switch
    {
        { OffDisk: true } => new JournalWrite.Discard(Key),
        { Unborn: true } => new JournalWrite.Accept(Spec!, State),
        _ => new JournalWrite.Save(Key, State),
    };
}
