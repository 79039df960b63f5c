namespace TaskSync.Embedded;

/// <summary>
/// Runs the engine on the caller's thread, one piece of work at a time, and picks the next at random: the
/// same seed and the same deeds give the same order. For simulation. Work that other threads bring is taken
/// in, but then the order is theirs.
/// </summary>
/// <param name="random">Decides what runs next.</param>
public sealed class SeededScheduler(Random random) : IWorkScheduler
{
    /// <summary>More work than this without a rest is an endless loop, not a scenario.</summary>
    public const int RestLimit = 1_000_000;

    private readonly Lock _lock = new();
    private readonly List<IThreadPoolWorkItem> _runnable = [];

    /// <summary>One: between any two turns, anything else may run.</summary>
    public int TurnsPerSlice => 1;

    /// <summary>True: grains are promised no order of calls, so they get none.</summary>
    public bool ReordersCalls => true;

    /// <summary>How many pieces of work could run now.</summary>
    public int Runnable
    {
        get
        {
            lock (_lock)
            {
                return _runnable.Count;
            }
        }
    }

    /// <inheritdoc/>
    public void Schedule(IThreadPoolWorkItem work)
    {
        lock (_lock)
        {
            _runnable.Add(work);
        }
    }

    /// <summary>
    /// Starts code outside grains, such as a client's, so that its continuations are scheduled here as well.
    /// </summary>
    /// <param name="client">
    /// The code. It must not leave for other threads: no ConfigureAwait(false), no Task.Run.
    /// </param>
    public Task Run(Func<Task> client) => Task.Factory.StartNew(client, CancellationToken.None,
        TaskCreationOptions.DenyChildAttach, new ClientScheduler(this)).Unwrap();

    /// <summary>Runs one piece of work, picked at random. False if there is none.</summary>
    public bool RunOne()
    {
        if (Pick() is not { } work)
        {
            return false;
        }

        RunAlone(work);
        return true;
    }

    /// <summary>Runs until nothing is left to run without time going on.</summary>
    /// <returns>How many pieces of work ran.</returns>
    /// <exception cref="InvalidOperationException">It never ends.</exception>
    public int RunUntilIdle()
    {
        for (var count = 0; count < RestLimit; count++)
        {
            if (!RunOne())
            {
                return count;
            }
        }

        throw new InvalidOperationException(
            $"{RestLimit} pieces of work ran and there is still more: something loops.");
    }

    private IThreadPoolWorkItem? Pick()
    {
        lock (_lock)
        {
            if (_runnable.Count == 0)
            {
                return null;
            }

            var picked = random.Next(_runnable.Count);
            var work = _runnable[picked];
            _runnable[picked] = _runnable[^1];
            _runnable.RemoveAt(_runnable.Count - 1);
            return work;
        }
    }

    private static void RunAlone(IThreadPoolWorkItem work)
    {
        // A test framework's context would otherwise be captured by the first await and take the work
        // elsewhere.
        var outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            work.Execute();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    private sealed class ClientScheduler(SeededScheduler owner) : TaskScheduler
    {
        protected override void QueueTask(Task task) => owner.Schedule(new ClientWork(this, task));

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];

        private sealed class ClientWork(ClientScheduler scheduler, Task task) : IThreadPoolWorkItem
        {
            public void Execute() => scheduler.TryExecuteTask(task);
        }
    }
}
