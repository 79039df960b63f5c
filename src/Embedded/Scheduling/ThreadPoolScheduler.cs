namespace TaskSync.Embedded;

/// <summary>Runs the engine on the thread pool: what servers use.</summary>
public sealed class ThreadPoolScheduler : IWorkScheduler
{
    // Enough to spread the price of a hop between threads, few enough that a busy grain doesn't hold a thread
    // for long.
    private const int TurnsPerHop = 64;

    /// <inheritdoc/>
    public int TurnsPerSlice => TurnsPerHop;

    /// <inheritdoc/>
    public bool ReordersCalls => false;

    // In the common queue, not the thread's own: its own is last in, first out, and two grains that keep
    // calling each other would keep a thread to themselves. Measured, it costs nothing.
    /// <inheritdoc/>
    public void Schedule(IThreadPoolWorkItem work) =>
        ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
}
