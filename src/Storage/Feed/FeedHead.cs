using TaskSync.Core.Ports;
using TaskSync.Storage.Sqlite;
using TaskSync.Storage.Writing;

namespace TaskSync.Storage.Feed;

/// <summary>
/// Numbers the changes and tells followers of the newest one. Numbers are given within the transaction and published
/// after its commit; a rollback takes them back, so that the committed ones have no gap and nobody sees n + 1 before
/// n.
/// </summary>
internal sealed class FeedHead : IBatchScope
{
    private readonly Lock _gate = new();
    private long _committed;
    private long _given;
    private TaskCompletionSource? _moved;

    public FeedHead(string epoch, long change) => (Epoch, _committed, _given) = (epoch, change, change);

    /// <summary>The epoch of this run.</summary>
    public string Epoch { get; }

    /// <summary>The newest committed place.</summary>
    public FeedCursor Cursor => new(Epoch, Volatile.Read(ref _committed));

    /// <summary>
    /// The newest place as a reader's open transaction sees it, so that a page and its cursor are of one moment.
    /// </summary>
    public FeedCursor CursorIn(Database reader)
    {
        using Statement head = reader.Use("SELECT change FROM feed_head WHERE one = 1");
        return new(Epoch, head.Step() ? head.Int64(0) : 0);
    }

    /// <summary>The number of the next change. Only for writes, on the writer's thread.</summary>
    public long Next() => ++_given;

    /// <summary>Takes the last number back, for a write that was refused without effect.</summary>
    public void TakeBack() => _given--;

    /// <summary>Ends as soon as something after <paramref name="change"/> is committed.</summary>
    public async Task WaitAsync(long change, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            Task moved;
            lock (_gate)
            {
                if (_committed > change) return;
                _moved ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                moved = _moved.Task;
            }
            await moved.WaitAsync(cancel);
        }
    }

    public void Finish(Database database)
    {
        if (_given == _committed) return;
        database.Use("UPDATE feed_head SET change = ? WHERE one = 1").With(_given).Run();
    }

    public void Committed()
    {
        TaskCompletionSource? moved = null;
        lock (_gate)
        {
            if (_given == _committed) return;
            Volatile.Write(ref _committed, _given);
            (moved, _moved) = (_moved, null);
        }
        moved?.SetResult();
    }

    public void RolledBack() => _given = _committed;
}
