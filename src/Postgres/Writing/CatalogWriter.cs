using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using TaskSync.Postgres.Server;
using TaskSync.Storage;
using TaskSync.Storage.Feed;

namespace TaskSync.Postgres.Writing;

/// <summary>
/// The one writer of a node. While a batch is on its way, what comes waits and is the next batch: one round trip and
/// one sync of the disk for all of it, and no more than one writer of each node in the queue for the feed's lock.
/// </summary>
internal sealed partial class CatalogWriter : IAsyncDisposable
{
    private readonly Connections _server;
    private readonly FeedPlace _place;
    private readonly StorageCounters _counters;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Channel<CatalogWrite> _waiting = Channel.CreateBounded<CatalogWrite>(
        new BoundedChannelOptions(WriterLimits.WaitingWrites) { SingleReader = true });
    private readonly Task _loop;
    private long _waitingBytes;

    public CatalogWriter(
        Connections server, FeedPlace place, StorageCounters counters, TimeProvider clock, ILogger logger)
    {
        (_server, _place, _counters, _clock, _logger) = (server, place, counters, clock, logger);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Has a write committed; ends when it is on disk.</summary>
    /// <exception cref="StorageBusyException">Too many writes wait.</exception>
    public Task RunAsync(CatalogWrite write)
    {
        bool isFull = Interlocked.Read(ref _waitingBytes) > WriterLimits.WaitingBytes || !_waiting.Writer.TryWrite(write);
        if (isFull)
        {
            ObjectDisposedException.ThrowIf(_waiting.Reader.Completion.IsCompleted, this);
            throw new StorageBusyException();
        }
        Interlocked.Add(ref _waitingBytes, write.Json.Length);
        return write.Done;
    }

    /// <summary>Commits what was accepted; each batch is bounded by the timeout of its statement.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        var batch = new List<CatalogWrite>(WriterLimits.BatchWrites);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            int bytes = 0;
            while (batch.Count < WriterLimits.BatchWrites && bytes < WriterLimits.BatchBytes
                && _waiting.Reader.TryRead(out CatalogWrite? write))
            {
                batch.Add(write);
                bytes += write.Json.Length;
            }
            Interlocked.Add(ref _waitingBytes, -bytes);
            await CommitAsync(batch);
            batch.Clear();
        }
    }

    private async Task CommitAsync(List<CatalogWrite> batch)
    {
        long started = _clock.GetTimestamp();
        try
        {
            var writes = new NpgsqlParameter { Value = ToJson(batch), NpgsqlDbType = NpgsqlDbType.Jsonb };
            IReadOnlyList<long?[]> answer = await _server.WriteAsync(
                new Query("SELECT tasksync_write($1)", writes), row => row.Outcomes(0));
            _counters.CountCommit(_clock.GetElapsedTime(started));
            Answer(batch, answer[0]);
        }
        catch (StorageException why) when (why.InnerException is PostgresException { IsTransient: false } && batch.Count > 1)
        {
            // The server refused and stored nothing. One bad write is its caller's trouble alone; which one it is
            // shows when each is committed by itself.
            foreach (CatalogWrite write in batch) await CommitAsync([write]);
        }
        catch (Exception why)
        {
            LogFailed(why, batch.Count);
            var failure = why as StorageException ?? new StorageException($"The write failed: {why.Message}", why);
            foreach (CatalogWrite write in batch) write.Fail(failure);
        }
    }

    private void Answer(List<CatalogWrite> batch, long?[] answer)
    {
        // Published first: whoever hears of its write finds it in the feed.
        _place.Advance(answer[0]!.Value);
        for (int i = 0; i < batch.Count; i++)
        {
            _counters.Count(batch[i].Kind, isRefused: answer[i + 1] is not null);
            batch[i].Complete(answer[i + 1]);
        }
    }

    private static byte[] ToJson(List<CatalogWrite> batch)
    {
        var json = new ArrayBufferWriter<byte>(batch.Sum(write => write.Json.Length + 1) + 2);
        json.Write("["u8);
        for (int i = 0; i < batch.Count; i++)
        {
            if (i > 0) json.Write(","u8);
            json.Write(batch[i].Json.Span);
        }
        json.Write("]"u8);
        return json.WrittenSpan.ToArray();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} writes to PostgreSQL failed.")]
    private partial void LogFailed(Exception why, int count);
}
