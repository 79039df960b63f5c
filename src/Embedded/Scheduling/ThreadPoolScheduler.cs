namespace TaskSync.Embedded;

/// <summary>Runs the engine on the thread pool: what servers use.</summary>
public sealed class ThreadPoolScheduler : IWorkScheduler
{
    // Enough to spread the price of a hop between threads, few enough that a busy grain doesn't hold a thread for long.
    private const int TurnsPerHop = 64;

    /// <inheritdoc/>
    public int TurnsPerSlice => TurnsPerHop;

    /// <inheritdoc/>
    public bool ReordersCalls => false;

    /// <inheritdoc/>
    public void Schedule(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: true);
}
