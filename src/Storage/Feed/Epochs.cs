using System.Security.Cryptography;
using TaskSync.Core.Ports;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Feed;

/// <summary>
/// The runs of the server, each with the change that it began at. A cursor of an earlier run is good up to where the
/// next one began; beyond that it tells of changes that this catalog never had (a backup was restored), and its
/// bearer starts anew.
/// </summary>
internal static class Epochs
{
    /// <summary>Epochs that are remembered. Whoever was away for a thousand restarts takes a new snapshot.</summary>
    private const int Kept = 1_000;

    /// <summary>Random bytes of an epoch: 80 bits, 20 characters.</summary>
    private const int Bytes = 10;

    /// <summary>Begins the epoch of this run at the newest change.</summary>
    public static FeedHead Begin(Database writer, DateTimeOffset now)
    {
        string epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        writer.Begin();
        try
        {
            long change = writer.Ask("SELECT change FROM feed_head WHERE one = 1");
            writer.Use("INSERT INTO epochs (epoch, start_change, started_at) VALUES (?, ?, ?)")
                .With(epoch).With(change).With(now).Run();
            writer.Use("DELETE FROM epochs WHERE epoch_no <= (SELECT max(epoch_no) FROM epochs) - ?").With(Kept).Run();
            writer.Commit();
            return new FeedHead(epoch, change);
        }
        catch
        {
            writer.Rollback();
            throw;
        }
    }

    /// <summary>Where to go on from a cursor; null if it tells of changes that are not known.</summary>
    public static long? Resolve(Database reader, FeedCursor cursor)
    {
        using Statement end = reader.Use("""
            SELECT coalesce(
                (SELECT later.start_change FROM epochs later WHERE later.epoch_no > e.epoch_no ORDER BY later.epoch_no LIMIT 1),
                (SELECT change FROM feed_head WHERE one = 1))
            FROM epochs e WHERE e.epoch = ?
            """).With(cursor.Epoch);
        return end.Step() && cursor.Change <= end.Int64(0) ? cursor.Change : null;
    }
}
