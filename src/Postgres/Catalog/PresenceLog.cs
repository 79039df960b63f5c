using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Postgres.Server;
using TaskSync.Storage.Catalog;

namespace TaskSync.Postgres.Catalog;

/// <inheritdoc/>
internal sealed class PresenceLog(Connections server) : IPresenceLog
{
    // In the order of ids, so that two nodes that note the same agents never wait for each other in a circle.
    private const string Note = """
        INSERT INTO presence AS p (agent_id, last_heard_at)
        SELECT h.agent_id, max(h.at) FROM unnest($1, $2) AS h (agent_id, at)
        WHERE EXISTS (SELECT FROM agents a WHERE a.agent_id = h.agent_id)
        GROUP BY h.agent_id ORDER BY h.agent_id
        ON CONFLICT (agent_id) DO UPDATE SET last_heard_at = greatest(p.last_heard_at, excluded.last_heard_at)
        """;

    /// <inheritdoc/>
    public async ValueTask NoteHeardAsync(
        IReadOnlyCollection<KeyValuePair<AgentId, DateTimeOffset>> heard, CancellationToken cancel)
    {
        if (heard.Count == 0) return;
        string[] agents = [.. heard.Select(one => one.Key.Value)];
        long[] at = [.. heard.Select(one => Instants.ToColumn(one.Value))];
        await server.WriteAsync(new Query(Note, agents, at), cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<DateTimeOffset?> LastHeardAsync(AgentId agent, CancellationToken cancel) =>
        (await server.ReadAsync(new("SELECT last_heard_at FROM presence WHERE agent_id = $1", agent.Value),
            row => (DateTimeOffset?)Instants.FromColumn(row.Int64(0)), cancel)).SingleOrDefault();
}
