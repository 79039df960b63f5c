using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Feed;

/// <summary>
/// One follower: what it missed is read from the catalog, then it goes on from the shared ring, without a gap
/// and in order. It ends when it falls behind or is told to; its bearer resumes by its cursor.
/// </summary>
internal sealed class FeedFollower(
    FeedTail tail, IFeedReader feed, LeaseWatcher watcher, LeaseView leases, TimeProvider time, SessionId? session)
{
    /// <summary>Rows read from the catalog at once.</summary>
    private const int RowsPerRead = 500;

    /// <summary>Events written between two flushes.</summary>
    private const int EventsPerFlush = 256;

    private readonly FeedFrame[] _buffer = new FeedFrame[EventsPerFlush];
    private long _seen;

    /// <param name="since">Where it was; null begins at the head.</param>
    /// <param name="body">Where to write.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task RunAsync(FeedCursor? since, PipeWriter body, CancellationToken cancel)
    {
        body.Write("retry: 1000\n\n"u8);
        await watcher.SettleAsync();
        await BeginAsync(since, body, cancel);
        DateTimeOffset at = time.GetUtcNow();
        long place = await CatchUpAsync(feed.Head.Change, body, cancel);
        // The first beat need not be waited for: everything that was committed by then is written.
        if (watcher.IsLive)
        {
            body.Write(FeedFrame.Beat(new(feed.Head.Epoch, _seen), at, leases.Unproven()).Bytes);
        }
        await body.FlushAsync(cancel);
        await GoOnAsync(place, body, cancel);
    }

    private async Task BeginAsync(FeedCursor? since, PipeWriter body, CancellationToken cancel)
    {
        FeedCursor head = feed.Head;
        if (since is not { } cursor)
        {
            _seen = head.Change;
            return;
        }
        long? known = await feed.ResolveAsync(cursor, cancel);
        _seen = known ?? head.Change;
        if (known is null)
        {
            body.Write(FeedFrame.Reset(head,
                "The server does not know that place: a backup was restored, or it is too long ago.").Bytes);
        }
    }

    /// <summary>
    /// Writes what the catalog has, at least up to a change, until the ring has all the rest.
    /// </summary>
    private async Task<long> CatchUpAsync(long target, PipeWriter body, CancellationToken cancel)
    {
        while (true)
        {
            if (_seen >= target && tail.Ring.TryJoin(_seen, out long place)) return place;
            FeedCursor head = feed.Head;
            IReadOnlyList<FeedRow> rows = await feed.ReadAfterAsync(_seen, RowsPerRead, cancel);
            foreach (FeedRow row in rows) Write(FeedFrame.Row(head.Epoch, row), body);
            // A read that came to its end has everything up to the head that was there before it.
            if (rows.Count < RowsPerRead) _seen = Math.Max(_seen, head.Change);
            await body.FlushAsync(cancel);
        }
    }

    private async Task GoOnAsync(long place, PipeWriter body, CancellationToken cancel)
    {
        while (true)
        {
            int count = tail.Ring.Read(ref place, _buffer, out Task news);
            if (count < 0) return;
            for (int i = 0; i < count; i++) Write(_buffer[i], body);
            if (count > 0 && (await body.FlushAsync(cancel)).IsCompleted) return;
            if (count == 0) await news.WaitAsync(cancel);
        }
    }

    private void Write(FeedFrame frame, PipeWriter body)
    {
        // The ring may begin before the place up to which the catalog was read.
        if (frame.IsRow ? frame.Change <= _seen : frame.Change < _seen) return;
        _seen = frame.Change;
        if (frame.IsFor(session)) body.Write(frame.Bytes);
    }
}
