namespace TaskSync.Embedded.Tests;

/// <summary>The thread pool, and when none of the engine's work is on it.</summary>
internal sealed class RestingScheduler : IWorkScheduler
{
    private readonly ThreadPoolScheduler _pool = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _rest = Resting();
    private int _pieces;

    public int TurnsPerSlice => _pool.TurnsPerSlice;

    public bool ReordersCalls => _pool.ReordersCalls;

    /// <summary>Ends as soon as nothing runs and nothing waits to run.</summary>
    public Task RestAsync()
    {
        lock (_gate) return _rest.Task;
    }

    public void Schedule(IThreadPoolWorkItem work)
    {
        lock (_gate)
        {
            if (_pieces++ == 0) _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        _pool.Schedule(new Piece(this, work));
    }

    private static TaskCompletionSource Resting()
    {
        var rest = new TaskCompletionSource();
        rest.SetResult();
        return rest;
    }

    private void Done()
    {
        lock (_gate)
        {
            if (--_pieces == 0) _rest.SetResult();
        }
    }

    private sealed class Piece(RestingScheduler scheduler, IThreadPoolWorkItem work) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            work.Execute();
            scheduler.Done();
        }
    }
}
