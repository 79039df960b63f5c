using System.Security.Cryptography;
using Npgsql;
using TaskSync.Core.Ports;
using TaskSync.Postgres.Server;
using TaskSync.Storage.Catalog;

namespace TaskSync.Postgres.Feed;

/// <summary>
/// The runs of the cluster. Every node that is connected shares a lock; whoever finds nobody else there begins a new
/// epoch. After a restart of the database, which may have been one on an older copy, that is the first to come back.
/// A cursor of an earlier epoch is good up to where the next one began.
/// </summary>
internal static class Epochs
{
    /// <summary>Shared by every connected node, for as long as its connection lives.</summary>
    private const long NodeLock = Migrations.MigrationLock + 1;

    /// <summary>Epochs that are remembered. Whoever was away for a thousand restarts takes a new snapshot.</summary>
    private const int Kept = 1_000;

    /// <summary>Random bytes of an epoch: 80 bits, 20 characters.</summary>
    private const int Bytes = 10;

    /// <summary>Where to go on from a cursor, and the newest change.</summary>
    internal const string Resolve = """
        SELECT h.change, (
            SELECT coalesce(
                (SELECT later.start_change FROM epochs later WHERE later.epoch_no > e.epoch_no ORDER BY later.epoch_no LIMIT 1),
                h.change)
            FROM epochs e WHERE e.epoch = $1)
        FROM feed_head h WHERE h.one = 1
        """;

    // The lock of the head comes first, as with every writer: no change can slip in between two epochs.
    private const string Begin = """
        WITH head AS (SELECT change FROM feed_head WHERE one = 1 FOR UPDATE),
            begun AS (INSERT INTO epochs (epoch, start_change, started_at) SELECT $1, change, $2 FROM head RETURNING epoch_no),
            kept AS (DELETE FROM epochs WHERE epoch_no <= (SELECT epoch_no FROM begun) - $3)
        UPDATE feed_head SET epoch = $1 WHERE one = 1 AND EXISTS (SELECT FROM begun)
        """;

    /// <summary>Joins the cluster on a connection that is kept open, and tells where the feed is.</summary>
    public static async Task<FeedCursor> JoinAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancel)
    {
        bool isFirst = await AskAsync<bool>(connection, new($"SELECT pg_try_advisory_lock({NodeLock})"), cancel);
        if (isFirst)
        {
            string epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
            await RunAsync(connection, new(Begin, epoch, Instants.ToColumn(now), (long)Kept), cancel);
        }
        // Whoever comes while the first one still begins the epoch waits here, and then finds it.
        await RunAsync(connection, new($"SELECT pg_advisory_lock_shared({NodeLock})"), cancel);
        if (isFirst) await RunAsync(connection, new($"SELECT pg_advisory_unlock({NodeLock})"), cancel);
        return await ReadHeadAsync(connection, cancel);
    }

    public static async Task<FeedCursor> ReadHeadAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using NpgsqlBatch batch = BatchOf(connection, new("SELECT epoch, change FROM feed_head WHERE one = 1"));
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancel);
        return await new Look(reader, cancel).RowAsync(row => new FeedCursor(row.Text(0), row.Int64(1)));
    }

    private static async Task<T> AskAsync<T>(NpgsqlConnection connection, Query query, CancellationToken cancel)
    {
        await using NpgsqlBatch batch = BatchOf(connection, query);
        return (T)(await batch.ExecuteScalarAsync(cancel))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, Query query, CancellationToken cancel)
    {
        await using NpgsqlBatch batch = BatchOf(connection, query);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static NpgsqlBatch BatchOf(NpgsqlConnection connection, Query query)
    {
        NpgsqlBatch batch = connection.CreateBatch();
        batch.BatchCommands.Add(query.ToBatchCommand());
        return batch;
    }
}
