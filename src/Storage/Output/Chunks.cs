using TaskSync.Core.Ports;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Output;

/// <summary>Reads bytes across chunks.</summary>
internal static class Chunks
{
    /// <summary>Bytes of one read: enough for a page of a browser, little enough to hold no reader up.</summary>
    private const int ReadBytes = 1024 * 1024;

    // The chunk that holds the first byte begins at or before it.
    private const string From = """
        SELECT c.start, c.bytes FROM outputs o JOIN chunks c ON c.output_no = o.output_no
        WHERE o.task_id = ?1 AND o.attempt = ?2 AND o.stream = ?3 AND c.start < ?5 AND c.start >=
            (SELECT max(f.start) FROM chunks f WHERE f.output_no = o.output_no AND f.start <= ?4)
        ORDER BY c.start
        """;

    public static ReadOnlyMemory<byte> Read(Database reader, OutputKey key, long from, int limit)
    {
        long end = from + Math.Min(limit, ReadBytes);
        using Statement rows = OutputStore.Of(reader.Use(From), key).With(from).With(end);
        using var bytes = new MemoryStream();
        while (rows.Step())
        {
            ReadOnlySpan<byte> chunk = rows.Bytes(1);
            long start = rows.Int64(0);
            int skip = (int)Math.Min(Math.Max(from - start, 0), chunk.Length);
            int keep = (int)Math.Min(Math.Max(end - start, 0), chunk.Length);
            if (keep > skip) bytes.Write(chunk[skip..keep]);
        }
        return bytes.ToArray();
    }
}
