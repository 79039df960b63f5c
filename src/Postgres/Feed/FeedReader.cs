using TaskSync.Core.Ports;
using TaskSync.Postgres.Server;
using TaskSync.Storage.Catalog.Agents;
using TaskSync.Storage.Catalog.Sessions;
using TaskSync.Storage.Catalog.Tasks;
using TaskSync.Storage.Feed;

namespace TaskSync.Postgres.Feed;

/// <summary>The tables side by side in the order of their changes, as of one moment.</summary>
internal sealed class FeedReader(Connections server, Listener listener, FeedPlace place) : IFeedReader
{
    private const string Tasks =
        $"SELECT {TaskColumns.Summary} FROM tasks t WHERE t.change > $1 ORDER BY t.change LIMIT $2";

    private const string Sessions = $"""
        SELECT {SessionColumns.Summary} FROM sessions
        WHERE change > $1 AND created_at IS NOT NULL ORDER BY change LIMIT $2
        """;

    private const string Agents = $"SELECT {AgentColumns.Summary} FROM agents WHERE change > $1 ORDER BY change LIMIT $2";

    private const string Gone = "SELECT id, kind, session_id, change FROM tombstones WHERE change > $1 ORDER BY change LIMIT $2";

    /// <inheritdoc/>
    public FeedCursor Head => listener.Head;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FeedRow>> ReadAfterAsync(long change, int limit, CancellationToken cancel)
    {
        Query Of(string sql) => new(sql, change, (long)limit);
        return server.LookAsync<IReadOnlyList<FeedRow>>(async look =>
        {
            var rows = new List<FeedRow>();
            rows.AddRange(await look.RowsAsync(FeedRows.ReadTask));
            rows.AddRange(await look.RowsAsync(FeedRows.ReadSession));
            rows.AddRange(await look.RowsAsync(FeedRows.ReadAgent));
            rows.AddRange(await look.RowsAsync(FeedRows.ReadRemoval));
            return [.. rows.OrderBy(row => row.Change).Take(limit)];
        }, cancel, Of(Tasks), Of(Sessions), Of(Agents), Of(Gone));
    }

    /// <inheritdoc/>
    public async ValueTask<long?> ResolveAsync(FeedCursor cursor, CancellationToken cancel)
    {
        (long head, long? end) = (await server.ReadAsync(new(Epochs.Resolve, cursor.Epoch),
            row => (row.Int64(0), row.IsNull(1) ? (long?)null : row.Int64(1)), cancel))[0];
        // A follower that comes from another node may know more than this node has heard yet.
        place.Advance(head);
        return cursor.Change <= end ? cursor.Change : null;
    }

    /// <inheritdoc/>
    public Task WaitAsync(long change, CancellationToken cancel) => place.WaitAsync(change, cancel);
}
