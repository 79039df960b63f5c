using Orleans.Runtime;
using TaskSync.Embedded.Activations;

namespace TaskSync.Embedded.Scheduling;

/// <summary>
/// Runs what belongs to one activation: one thing at a time, in the order it came. It is the TaskScheduler
/// that grain code sees, so that whatever grain code awaits, it goes on here.
/// </summary>
internal sealed class TurnScheduler(Activation owner, IWorkScheduler work, EngineLife life)
    : TaskScheduler, IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly Queue<object> _mailbox = new();
    private bool _isScheduled;

    public override int MaximumConcurrencyLevel => 1;

    public void Enqueue(Turn turn) => EnqueueItem(turn);

    void IThreadPoolWorkItem.Execute()
    {
        if (life.IsCrashed)
        {
            return;
        }

        // All turns of a slice run inside one task of this scheduler: that makes it the current one for their
        // code.
        var before = RuntimeContext.Enter(owner);
        var slice = new Task<bool>(static self => ((TurnScheduler)self!).RunSlice(), this);
        slice.RunSynchronously(this);
        RuntimeContext.Enter(before);
        if (slice.Result)
        {
            work.Schedule(this);
        }
    }

    protected override void QueueTask(Task task) => EnqueueItem(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, owner) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void EnqueueItem(object item)
    {
        if (life.IsCrashed)
        {
            return;
        }

        lock (_lock)
        {
            _mailbox.Enqueue(item);
            if (_isScheduled)
            {
                return;
            }

            _isScheduled = true;
        }

        work.Schedule(this);
    }

    /// <summary>Runs some turns; true if more are left.</summary>
    private bool RunSlice()
    {
        for (var i = 0; i < work.TurnsPerSlice && !life.IsCrashed; i++)
        {
            if (!TryDequeue(out var item))
            {
                return false;
            }

            if (item is Task task)
            {
                TryExecuteTask(task);
            }
            else
            {
                ((Turn)item!).Run(owner);
            }
        }

        return HasMore();
    }

    private bool TryDequeue(out object? item)
    {
        lock (_lock)
        {
            _isScheduled = _mailbox.TryDequeue(out item);
            return _isScheduled;
        }
    }

    private bool HasMore()
    {
        lock (_lock)
        {
            _isScheduled = _mailbox.Count > 0;
            return _isScheduled;
        }
    }
}
