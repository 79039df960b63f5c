namespace TaskSync.Embedded;

/// <summary>
/// Where the engine's work is run. It is the only place from which the engine gets a thread.
/// </summary>
public interface IWorkScheduler
{
    /// <summary>How many turns an activation may run before others get their go.</summary>
    int TurnsPerSlice { get; }

    /// <summary>
    /// Whether calls travel as work of their own, so that they may arrive in another order than they were
    /// sent.
    /// </summary>
    bool ReordersCalls { get; }

    /// <summary>Runs the work some time later, never within this call.</summary>
    /// <param name="work">Work that doesn't throw. Two pieces may run side by side.</param>
    void Schedule(IThreadPoolWorkItem work);
}
