namespace TaskSync.Postgres.Writing;

/// <summary>How much one node writes at a time.</summary>
internal static class WriterLimits
{
    /// <summary>
    /// Writes in one commit: the other nodes wait for the lock of the feed meanwhile, so a batch should take some ten
    /// milliseconds at most.
    /// </summary>
    public const int BatchWrites = 256;

    /// <summary>Bytes in one commit, about: a large one would delay the small ones behind it.</summary>
    public const int BatchBytes = 4 * 1024 * 1024;

    /// <summary>
    /// Writes that may wait: about a second of work. Beyond that, callers do better to hear that it is too much.
    /// </summary>
    public const int WaitingWrites = 4_096;

    /// <summary>Bytes that may wait: memory is no queue for what the server can't take.</summary>
    public const long WaitingBytes = 64 * 1024 * 1024;
}
