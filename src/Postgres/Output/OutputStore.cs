using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Postgres.Server;

namespace TaskSync.Postgres.Output;

/// <inheritdoc/>
/// <param name="server">The connections.</param>
/// <param name="news">Who waits for growth.</param>
/// <param name="pollEvery">How often a follower looks by itself, in case a notification got lost.</param>
/// <param name="clock">The time.</param>
internal sealed class OutputStore(Connections server, GrowthNews news, TimeSpan pollEvery, TimeProvider clock) : IOutputStore
{
    /// <summary>Bytes of one read: enough for a page of a browser, little enough to hold no connection up.</summary>
    private const int ReadBytes = 1024 * 1024;

    private const string Length = "SELECT length FROM outputs WHERE task_id = $1 AND attempt = $2 AND stream = $3";

    // The chunk that holds the first byte begins at or before it.
    private const string From = """
        SELECT c.start, c.bytes FROM outputs o JOIN chunks c ON c.output_no = o.output_no
        WHERE o.task_id = $1 AND o.attempt = $2 AND o.stream = $3 AND c.start < $5 AND c.start >=
            (SELECT max(f.start) FROM chunks f WHERE f.output_no = o.output_no AND f.start <= $4)
        ORDER BY c.start
        """;

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(
        OutputKey key, long from, ReadOnlyMemory<byte> chunk, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunk.Length, Limits.OutputChunkBytes, nameof(chunk));
        AppendResult result = (await server.WriteAsync(
            Of("SELECT taken, have FROM tasksync_append($1, $2, $3, $4, $5)", key, from, chunk.ToArray()),
            row => new AppendResult(row.Bool(0), row.Int64(1)), cancel))[0];
        if (result.Taken && chunk.Length > 0) news.Tell(key);
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<long> LengthAsync(OutputKey key, CancellationToken cancel) =>
        (await server.ReadAsync(Of(Length, key), row => row.Int64(0), cancel)).SingleOrDefault();

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(OutputKey key, long from, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        long end = from + Math.Min(limit, ReadBytes);
        using var bytes = new MemoryStream();
        foreach ((long start, byte[] chunk) in await server.ReadAsync(
            Of(From, key, from, end), row => (row.Int64(0), row.Blob(1)), cancel))
        {
            int skip = (int)Math.Min(Math.Max(from - start, 0), chunk.Length);
            int keep = (int)Math.Min(Math.Max(end - start, 0), chunk.Length);
            if (keep > skip) bytes.Write(chunk.AsSpan(skip..keep));
        }
        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public async Task WaitAsync(OutputKey key, long length, CancellationToken cancel)
    {
        while (true)
        {
            // The wait begins before the look, so that nothing can come unseen between the two.
            Task grown = news.NextAsync(key);
            if (await LengthAsync(key, cancel) > length) return;
            await Task.WhenAny(grown, Task.Delay(pollEvery, clock, cancel));
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public IDisposable Watch(Action<OutputKey> grew) => news.Watchers.Add(grew);

    private static Query Of(string sql, OutputKey key, params object?[] more) =>
        new(sql, [key.TaskId.Value, (long)key.Attempt, Words.Of(key.Stream), .. more]);
}
