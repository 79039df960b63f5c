using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Ports;

/// <summary>
/// What the agent must still know after it was killed at any moment. One caller at a time. The sync request,
/// and every signal to a process, follow a save that has returned.
/// </summary>
public interface IJournal
{
    /// <summary>Everything that it holds, read once at the start.</summary>
    ValueTask<JournalContents> ReadAsync();

    /// <summary>Makes all the writes durable; what returns without an error is on disk.</summary>
    /// <returns>What could not be written, with the reason as a sentence; the other writes are
    /// durable.</returns>
    ValueTask<IReadOnlyDictionary<AttemptKey, string>> SaveAsync(IReadOnlyList<JournalWrite> writes);
}

/// <summary>What a journal holds.</summary>
/// <param name="Attempts">Attempts that are not removed yet.</param>
/// <param name="Remembered">The last report of each pair that was, for the time it is kept.</param>
public sealed record JournalContents(
    IReadOnlyList<JournaledAttempt> Attempts, IReadOnlyList<AttemptReport> Remembered);

/// <summary>One thing to make durable.</summary>
public abstract record JournalWrite(AttemptKey Key)
{
    /// <summary>A new attempt. Nothing of it has happened.</summary>
    public sealed record Accept(AttemptSpec Spec, AttemptState State) : JournalWrite(Spec.Key);

    /// <summary>A step of an attempt that is there.</summary>
    public sealed record Save(AttemptKey Key, AttemptState State) : JournalWrite(Key);

    /// <summary>
    /// Nothing of the pair is there, whatever a write that failed has left: no restart finds anything to start. Needs no room.
    /// </summary>
    public sealed record Discard(AttemptKey Key) : JournalWrite(Key);

    /// <summary>Remember how the pair ended, and only then remove all else that is known of it.</summary>
    public sealed record Retire(AttemptKey Key, AttemptReport Final) : JournalWrite(Key);
}
