using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Postgres.Server;
using TaskSync.Storage.Catalog.Agents;
using TaskSync.Storage.Catalog.Sessions;
using TaskSync.Storage.Catalog.Tasks;

namespace TaskSync.Postgres.Catalog;

/// <inheritdoc/>
internal sealed class CatalogReader(Connections server) : ICatalogReader
{
    private const string Newest =
        $"SELECT {TaskColumns.Summary} FROM tasks t WHERE t.session_id = $1 ORDER BY t.ordinal DESC LIMIT $2";

    private const string OneSession =
        $"SELECT {SessionColumns.Summary} FROM sessions WHERE session_id = $1 AND created_at IS NOT NULL";

    // The busy slots are counted from the same rows that a dispatch counts.
    private const string Fleet = $"""
        SELECT {AgentColumns.Summary},
            (SELECT p.last_heard_at FROM presence p WHERE p.agent_id = agents.agent_id),
            (SELECT count(*) FROM tasks t WHERE t.agent_id = agents.agent_id AND t.takes_slot)
        FROM agents WHERE presence <> 'removed' ORDER BY name COLLATE "C", agent_id COLLATE "C"
        """;

    // What the grains would find out about the turn of a task that waits for one, in one look; only to be shown.
    private const string Turn = """
        SELECT coalesce(s.moved_to, s.first_agent_id), b.task_id, b.state
        FROM tasks t JOIN sessions s ON s.session_id = t.session_id LEFT JOIN LATERAL (
            SELECT o.task_id, o.state FROM tasks o
            WHERE o.session_id = t.session_id AND o.ordinal < t.ordinal AND o.blocks_turn
                AND NOT (o.is_over AND o.ordinal <= s.continued_past)
            ORDER BY o.ordinal LIMIT 1) b ON true
        WHERE t.task_id = $1 AND t.state = 'queued' AND t.custody = 'none' AND t.ordinal > 1
        """;

    private static readonly Query Head = new("SELECT epoch, change FROM feed_head WHERE one = 1");

    /// <inheritdoc/>
    public ValueTask<TaskRecord?> FindTaskAsync(TaskId id, CancellationToken cancel) => server.LookAsync(async look =>
    {
        TaskRecord? found = await look.RowAsync(row => TaskDocs.Read(row, id));
        TaskTurn? turn = await look.RowAsync(row => new TaskTurn(
            row.IsNull(1) ? null : new(new TaskId(row.Text(1)), row.Word<TaskState>(2)),
            row.IsNull(0) ? null : new AgentId(row.Text(0))));
        return found is null ? null : found with { Turn = turn };
    }, cancel, new(StateStore.Task, id.Value), new(Turn, id.Value));

    /// <inheritdoc/>
    public ValueTask<TaskPage> ListTasksAsync(TaskQuery query, CancellationToken cancel)
    {
        var list = new TaskList(query);
        return server.LookAsync(async look =>
        {
            (IReadOnlyList<TaskSummary> tasks, string? next) = await list.ReadAsync(look);
            return new TaskPage { Tasks = tasks, Next = next, Cursor = await ReadHeadAsync(look) };
        }, cancel, list.Query, Head);
    }

    /// <inheritdoc/>
    public ValueTask<SessionView?> FindSessionAsync(SessionId id, int taskLimit, CancellationToken cancel) =>
        server.LookAsync(async look =>
        {
            SessionSummary? session = await look.RowAsync(row => SessionColumns.ReadSummary(row));
            IReadOnlyList<TaskSummary> newest = await look.RowsAsync(row => TaskColumns.ReadSummary(row));
            string cursor = await ReadHeadAsync(look);
            return session is null ? null : new SessionView { Session = session, Tasks = [.. newest.Reverse()], Cursor = cursor };
        }, cancel, new(OneSession, id.Value), new(Newest, id.Value, (long)Math.Clamp(taskLimit, 0, Limits.PageRows)), Head);

    /// <inheritdoc/>
    public ValueTask<SessionPage> ListSessionsAsync(SessionQuery query, CancellationToken cancel)
    {
        var list = new SessionList(query);
        return server.LookAsync(async look =>
        {
            (IReadOnlyList<SessionSummary> sessions, string? next) = await list.ReadAsync(look);
            return new SessionPage { Sessions = sessions, Next = next, Cursor = await ReadHeadAsync(look) };
        }, cancel, list.Query, Head);
    }

    /// <inheritdoc/>
    public ValueTask<AgentPage> ListAgentsAsync(CancellationToken cancel) => server.LookAsync(async look => new AgentPage
    {
        Agents = await look.RowsAsync(ReadAgent), Cursor = await ReadHeadAsync(look),
    }, cancel, new(Fleet), Head);

    private static AgentSummary ReadAgent(PostgresRow row) => AgentColumns.ReadSummary(row) with
    {
        LastHeardAt = row.InstantOrNull(AgentColumns.Count), Busy = (int)row.Int64(AgentColumns.Count + 1),
    };

    private static async Task<string> ReadHeadAsync(Look look) =>
        (await look.RowAsync(row => new FeedCursor(row.Text(0), row.Int64(1)))).ToString();
}
