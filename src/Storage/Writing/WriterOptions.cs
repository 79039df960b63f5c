namespace TaskSync.Storage.Writing;

/// <summary>How a writer works.</summary>
internal sealed record WriterOptions
{
    /// <summary>
    /// Writes in one commit: enough to spread one disk sync thin, few enough that the last one waits only some
    /// milliseconds.
    /// </summary>
    public const int BatchWrites = 512;

    /// <summary>Bytes in one commit, about: a large one would delay the small ones behind it.</summary>
    public const int BatchBytes = 8 * 1024 * 1024;

    /// <summary>
    /// Writes that may wait: some hundred milliseconds of work. Beyond that, callers do better to hear that it is too
    /// much.
    /// </summary>
    public const int WaitingWrites = 8_192;

    /// <summary>Bytes that may wait: memory is not a queue for output that the disk can't take.</summary>
    public const long WaitingBytes = 64 * 1024 * 1024;

    /// <summary>
    /// How long a stop waits for what was accepted: a disk that takes longer has a trouble of its own.
    /// </summary>
    public static readonly TimeSpan DrainFor = TimeSpan.FromSeconds(10);

    /// <summary>For messages and the thread's name.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Whether each write is committed within its call, one by one: no thread, no chance, for simulation.
    /// </summary>
    public bool Inline { get; init; }

    /// <summary>Faults to inject; null for none.</summary>
    public ICommitFaults? Faults { get; init; }
}
