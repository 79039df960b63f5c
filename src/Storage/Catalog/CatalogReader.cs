using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Views;
using TaskSync.Storage.Catalog.Agents;
using TaskSync.Storage.Catalog.Sessions;
using TaskSync.Storage.Catalog.Tasks;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog;

/// <inheritdoc/>
internal sealed class CatalogReader(CatalogDatabase catalog) : ICatalogReader
{
    private const string Newest =
        $"SELECT {TaskColumns.Summary} FROM tasks t WHERE t.session_id = ? ORDER BY t.ordinal DESC LIMIT ?";

    // The busy slots are counted from the same rows that a dispatch counts.
    private const string Fleet = $"""
        SELECT {AgentColumns.Summary}, last_heard_at,
            (SELECT count(*) FROM tasks t WHERE t.agent_id = agents.agent_id AND t.takes_slot = 1)
        FROM agents WHERE presence <> 'removed' ORDER BY name, agent_id
        """;

    /// <inheritdoc/>
    public ValueTask<TaskRecord?> FindTaskAsync(TaskId id, CancellationToken cancel) =>
        catalog.Readers.ReadAtOnceAsync(id, TaskDocs.FindWithTurn, cancel);

    /// <inheritdoc/>
    public long? RecallChange(TaskId id, long version) => catalog.Head.NewTasks.Recall(id, version);

    /// <inheritdoc/>
    public ValueTask<TaskPage> ListTasksAsync(TaskQuery query, CancellationToken cancel)
    {
        var list = new TaskList(query);
        return catalog.Readers.ReadAtOnceAsync(list, (reader, list) =>
        {
            (IReadOnlyList<TaskSummary> tasks, string? next) = list.Read(reader);
            return new TaskPage { Tasks = tasks, Next = next, Cursor = HeadIn(reader) };
        }, cancel);
    }

    /// <inheritdoc/>
    public ValueTask<SessionView?> FindSessionAsync(SessionId id, int taskLimit, CancellationToken cancel) =>
        catalog.Readers.ReadAtOnceAsync((id, taskLimit), (reader, asked) =>
            SessionList.Find(reader, asked.id) is { } session
                ? new SessionView
                {
                    Session = session,
                    Tasks = [.. reader.Use(Newest).With(asked.id.Value).With(Math.Clamp(asked.taskLimit, 0, Limits.PageRows))
                        .ReadAll(TaskColumns.ReadSummary).Reverse()],
                    Cursor = HeadIn(reader),
                }
                : null, cancel);

    /// <inheritdoc/>
    public ValueTask<SessionPage> ListSessionsAsync(SessionQuery query, CancellationToken cancel)
    {
        var list = new SessionList(query);
        return catalog.Readers.ReadAtOnceAsync(list, (reader, list) =>
        {
            (IReadOnlyList<SessionSummary> sessions, string? next) = list.Read(reader);
            return new SessionPage { Sessions = sessions, Next = next, Cursor = HeadIn(reader) };
        }, cancel);
    }

    /// <inheritdoc/>
    public ValueTask<AgentPage> ListAgentsAsync(CancellationToken cancel) =>
        catalog.Readers.ReadAtOnceAsync(0, (reader, _) => new AgentPage
        {
            Agents = reader.Use(Fleet).ReadAll(ReadAgent), Cursor = HeadIn(reader),
        }, cancel);

    private static AgentSummary ReadAgent(Statement row) => AgentColumns.ReadSummary(row) with
    {
        LastHeardAt = row.InstantOrNull(AgentColumns.Count), Busy = row.Int32(AgentColumns.Count + 1),
    };

    private string HeadIn(Database reader) => catalog.Head.CursorIn(reader).ToString();
}
