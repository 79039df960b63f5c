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
    private readonly FeedPlace _committed;
    private long _given;

    public FeedHead(string epoch, long change) => (Epoch, _committed, _given) = (epoch, new(change), change);

    /// <summary>The epoch of this run.</summary>
    public string Epoch { get; }

    /// <summary>Where tasks stand that were stored a moment ago.</summary>
    public NewTasks NewTasks { get; } = new();

    /// <summary>The newest committed place.</summary>
    public FeedCursor Cursor => new(Epoch, _committed.Change);

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
    public Task WaitAsync(long change, CancellationToken cancel) => _committed.WaitAsync(change, cancel);

    public void Finish(Database database)
    {
        if (_given == _committed.Change) return;
        database.Use("UPDATE feed_head SET change = ? WHERE one = 1").With(_given).Run();
    }

    public void Committed() => _committed.Advance(_given);

    public void RolledBack() => _given = _committed.Change;
}
