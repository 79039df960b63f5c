using System.Text.Json;
using NpgsqlTypes;
using Npgsql;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Postgres.Server;
using TaskSync.Storage.Catalog;

namespace TaskSync.Postgres.Catalog;

/// <inheritdoc/>
internal sealed class AgentNewsBoard(Connections server) : IAgentNews
{
    // The table has a few rows, and all of them are looked at. Of a node that is gone its last words stay, so that its agents are
    // shown as not proven until another node tells of them; after an hour nobody can be waiting for that any more.
    private const string Exchange = """
        WITH own AS (
                SELECT * FROM unnest($2, $3, $4, $5, $6, $7) AS t (agent_id, standing, age, heard_at, offer, free)),
            gone AS (
                DELETE FROM agent_news
                WHERE (node = $1 AND agent_id <> ALL ($2)) OR told_at < clock_timestamp() - interval '1 hour'),
            told AS (
                INSERT INTO agent_news AS n (agent_id, node, told_at, standing, since, heard_at, offer, free)
                SELECT agent_id, $1, clock_timestamp(), standing, clock_timestamp() - age, heard_at, offer, free
                FROM own ORDER BY agent_id
                ON CONFLICT (agent_id) DO UPDATE SET node = excluded.node, told_at = excluded.told_at,
                    standing = excluded.standing, since = excluded.since, heard_at = excluded.heard_at,
                    offer = excluded.offer, free = excluded.free
                WHERE n.node = excluded.node OR n.since <= excluded.since)
        SELECT agent_id, standing, extract(epoch FROM clock_timestamp() - since)::double precision,
            heard_at, offer, free, extract(epoch FROM clock_timestamp() - told_at)::double precision
        FROM agent_news WHERE node <> $1
        """;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ToldNews>> ExchangeAsync(
        string node, IReadOnlyList<AgentNews> own, CancellationToken cancel) => server.WriteAsync(
            new(Exchange, node,
                own.Select(news => news.AgentId.Value).ToArray(),
                own.Select(news => Words.Of(news.Standing)).ToArray(),
                own.Select(news => news.Age).ToArray(),
                own.Select(news => news.HeardAt is { } at ? Instants.ToColumn(at) : (long?)null).ToArray(),
                Texts(own.Select(OfferOf)),
                own.Select(news => (long)news.Free).ToArray()),
            Read, cancel);

    private static string? OfferOf(AgentNews news) =>
        news.Offer is { } offer ? JsonSerializer.Serialize(offer, TaskSyncJsonContext.Default.AgentOffer) : null;

    private static NpgsqlParameter Texts(IEnumerable<string?> texts) =>
        new() { Value = texts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static ToldNews Read(PostgresRow row) => new(
        new AgentNews(
            new AgentId(row.Text(0)), row.Word<LeaseStanding>(1), TimeSpan.FromSeconds(row.Double(2)), row.InstantOrNull(3),
            row.IsNull(4) ? null : JsonSerializer.Deserialize(row.Bytes(4), TaskSyncJsonContext.Default.AgentOffer),
            (int)row.Int64(5)),
        TimeSpan.FromSeconds(row.Double(6)));
}
