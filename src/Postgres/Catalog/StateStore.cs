using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Postgres.Server;
using TaskSync.Postgres.Writing;
using TaskSync.Storage;
using TaskSync.Storage.Catalog;
using TaskSync.Storage.Catalog.Tasks;

namespace TaskSync.Postgres.Catalog;

/// <inheritdoc/>
internal sealed class StateStore(Connections server, CatalogWriter writer) : IStateStore
{
    /// <summary>A task's document, spec and change.</summary>
    internal const string Task =
        "SELECT t.doc, s.spec, t.change FROM tasks t JOIN task_specs s ON s.task_no = t.task_no WHERE t.task_id = $1";

    private const string Session = "SELECT doc, doc_version FROM sessions WHERE session_id = $1 AND doc IS NOT NULL";

    private const string Agent = "SELECT doc, version FROM agents WHERE agent_id = $1";

    public async ValueTask<Stored<TaskSnapshot>?> ReadTaskAsync(TaskId id, CancellationToken cancel) =>
        (await server.ReadAsync(new(Task, id.Value), row => TaskDocs.Read(row, id).Task, cancel)) is [{ } task]
            ? new(task, Versions.Text(task.Version))
            : null;

    public Task<string> WriteTaskAsync(TaskSnapshot task, string? etag) =>
        RunAsync(WriteJson.Task(task, Versions.Parse(etag)), task.Version);

    public Task RemoveTaskAsync(TaskId id, string? etag) => RemoveAsync(WriteKind.Task, id.Value, etag);

    public async ValueTask<Stored<SessionSnapshot>?> ReadSessionAsync(SessionId id, CancellationToken cancel) =>
        (await server.ReadAsync(new(Session, id.Value), row => new Stored<SessionSnapshot>(
            Docs.Read(row.Bytes(0), TaskSyncJsonContext.Default.SessionSnapshot, id.Value),
            Versions.Text(row.Int64(1))), cancel)).SingleOrDefault();

    public Task<string> WriteSessionAsync(SessionSnapshot session, string? etag) =>
        RunAsync(WriteJson.Session(session, Versions.Parse(etag)), session.Version);

    public Task RemoveSessionAsync(SessionId id, string? etag) => RemoveAsync(WriteKind.Session, id.Value, etag);

    public async ValueTask<Stored<AgentSnapshot>?> ReadAgentAsync(AgentId id, CancellationToken cancel) =>
        (await server.ReadAsync(new(Agent, id.Value), row => new Stored<AgentSnapshot>(
            Docs.Read(row.Bytes(0), TaskSyncJsonContext.Default.AgentSnapshot, id.Value),
            Versions.Text(row.Int64(1))), cancel)).SingleOrDefault();

    public Task<string> WriteAgentAsync(AgentSnapshot agent, string? etag) =>
        RunAsync(WriteJson.Agent(agent, Versions.Parse(etag)), agent.Version);

    public Task RemoveAgentAsync(AgentId id, string? etag) => RemoveAsync(WriteKind.Agent, id.Value, etag);

    private async Task<string> RunAsync(CatalogWrite write, long version)
    {
        await writer.RunAsync(write);
        return Versions.Text(version);
    }

    private Task RemoveAsync(WriteKind kind, string id, string? etag) =>
        writer.RunAsync(WriteJson.Removal(kind, id, Versions.Parse(etag)));
}
