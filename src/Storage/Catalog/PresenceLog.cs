using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog;

/// <inheritdoc/>
internal sealed class PresenceLog(CatalogDatabase catalog) : IPresenceLog
{
    /// <inheritdoc/>
    public async ValueTask NoteHeardAsync(
        IReadOnlyCollection<KeyValuePair<AgentId, DateTimeOffset>> heard, CancellationToken cancel)
    {
        if (heard.Count == 0) return;
        await catalog.Writer.RunAsync(WriteKind.Presence, database =>
        {
            foreach ((AgentId agent, DateTimeOffset at) in heard)
            {
                database.Use("UPDATE agents SET last_heard_at = max(coalesce(last_heard_at, 0), ?) WHERE agent_id = ?")
                    .With(at).With(agent.Value).Run();
            }
            return heard.Count;
        });
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> LastHeardAsync(AgentId agent, CancellationToken cancel) =>
        catalog.Readers.ReadAsync(agent, static (reader, agent) =>
        {
            using Statement row = reader.Use("SELECT last_heard_at FROM agents WHERE agent_id = ?").With(agent.Value);
            return row.Step() ? row.InstantOrNull(0) : null;
        }, cancel);
}
