using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Output;

/// <inheritdoc/>
internal sealed class OutputStore(OutputDatabase output) : IOutputStore
{
    private const string Length = "SELECT length FROM outputs WHERE task_id = ? AND attempt = ? AND stream = ?";

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(
        OutputKey key, long from, ReadOnlyMemory<byte> chunk, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunk.Length, Limits.OutputChunkBytes, nameof(chunk));
        return await output.Writer.RunAsync(new AppendWrite(key, from, chunk, output.Waiters));
    }

    /// <inheritdoc/>
    public ValueTask<long> LengthAsync(OutputKey key, CancellationToken cancel) =>
        output.Readers.ReadAsync(key, static (reader, key) =>
        {
            using Statement row = Of(reader.Use(Length), key);
            return row.Step() ? row.Int64(0) : 0;
        }, cancel);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(OutputKey key, long from, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return output.Readers.ReadAsync((key, from, limit),
            static (reader, asked) => Chunks.Read(reader, asked.key, asked.from, asked.limit), cancel);
    }

    /// <inheritdoc/>
    public async Task WaitAsync(OutputKey key, long length, CancellationToken cancel)
    {
        while (true)
        {
            // The wait begins before the look, so that nothing can come unseen between the two.
            Task grown = output.Waiters.NextAsync(key);
            if (await LengthAsync(key, cancel) > length) return;
            await grown.WaitAsync(cancel);
        }
    }

    /// <inheritdoc/>
    public IDisposable Watch(Action<OutputKey> grew) => output.Waiters.Watchers.Add(grew);

    internal static Statement Of(Statement statement, OutputKey key) =>
        statement.With(key.TaskId.Value).With(key.Attempt).With(Words.Of(key.Stream));
}
