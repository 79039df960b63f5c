using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Storage.Catalog.Agents;
using TaskSync.Storage.Catalog.Sessions;
using TaskSync.Storage.Catalog.Tasks;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog;

/// <inheritdoc/>
internal sealed class StateStore(CatalogDatabase catalog) : IStateStore
{
    public ValueTask<Stored<TaskSnapshot>?> ReadTaskAsync(TaskId id, CancellationToken cancel = default) =>
        catalog.Readers.ReadAsync(id, static (reader, id) =>
            TaskDocs.Find(reader, id)?.Task is { } task
                ? new Stored<TaskSnapshot>(task, Versions.Text(task.Version))
                : null, cancel);

    public Task<string> WriteTaskAsync(TaskSnapshot task, string? etag) =>
        catalog.Writer.RunAsync(new TaskWrite(task, Versions.Parse(etag), catalog.Head));

    public Task RemoveTaskAsync(TaskId id, string? etag) => catalog.Writer.RunAsync(WriteKind.Task,
        database => Removals.RemoveTask(database, catalog.Head, id, Versions.Parse(etag)));

    public ValueTask<Stored<SessionSnapshot>?> ReadSessionAsync(SessionId id, CancellationToken cancel = default) =>
        catalog.Readers.ReadAsync(id, static (reader, id) =>
        {
            using Statement row = reader
                .Use("SELECT doc, doc_version FROM sessions WHERE session_id = ? AND doc IS NOT NULL").With(id.Value);
            return row.Step()
                ? new Stored<SessionSnapshot>(
                    Docs.Read(row.Bytes(0), TaskSyncJsonContext.Default.SessionSnapshot, id.Value), Versions.Text(row.Int64(1)))
                : null;
        }, cancel);

    public Task<string> WriteSessionAsync(SessionSnapshot session, string? etag) =>
        catalog.Writer.RunAsync(new SessionWrite(session, Versions.Parse(etag), catalog.Head));

    public Task RemoveSessionAsync(SessionId id, string? etag) => catalog.Writer.RunAsync(WriteKind.Session,
        database => Removals.RemoveSession(database, catalog.Head, id, Versions.Parse(etag)));

    public ValueTask<Stored<AgentSnapshot>?> ReadAgentAsync(AgentId id, CancellationToken cancel = default) =>
        catalog.Readers.ReadAsync(id, static (reader, id) =>
        {
            using Statement row = reader.Use("SELECT doc, version FROM agents WHERE agent_id = ?").With(id.Value);
            return row.Step()
                ? new Stored<AgentSnapshot>(
                    Docs.Read(row.Bytes(0), TaskSyncJsonContext.Default.AgentSnapshot, id.Value), Versions.Text(row.Int64(1)))
                : null;
        }, cancel);

    public Task<string> WriteAgentAsync(AgentSnapshot agent, string? etag) =>
        catalog.Writer.RunAsync(new AgentWrite(agent, Versions.Parse(etag), catalog.Head));

    public Task RemoveAgentAsync(AgentId id, string? etag) => catalog.Writer.RunAsync(WriteKind.Agent,
        database => Removals.RemoveAgent(database, catalog.Head, id, Versions.Parse(etag)));
}
