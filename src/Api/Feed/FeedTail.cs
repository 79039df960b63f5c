using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Feed;

/// <summary>
/// The one reader of the feed's end in this process: it waits for commits, reads what is new, and puts it
/// into the ring, rows first, hints and beats behind them. It runs while somebody follows or waits, and rests
/// otherwise.
/// </summary>
internal sealed partial class FeedTail(
    IFeedReader feed, ICatalogReader catalog, IOutputStore outputs, LeaseWatcher watcher, LeaseView leases,
    TimeProvider time, IHostApplicationLifetime life, ILogger<FeedTail> logger)
{
    /// <summary>
    /// Followers of one process: each open page is one, and each costs a copy of every row.
    /// </summary>
    public const int FollowerLimit = 200;

    /// <summary>Calls that wait for a task.</summary>
    public const int WatchLimit = 1000;

    /// <summary>
    /// Events that are kept for followers: well over a second at 5,000 rows a second, 5 MB of typical rows.
    /// Who is behind by more reads the catalog, which has each thing once, faster than it could read on here.
    /// </summary>
    private const int RingEvents = 8192;

    /// <summary>Rows of one read: bounds how long a read holds a connection.</summary>
    private const int RowsPerRead = 500;

    /// <summary>How often a beat is sent (design.md §5).</summary>
    public static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(2);

    /// <summary>The pause after a failed read; followers notice by the beats that don't come.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TaskWatches _watches = new();
    private int _followers;
    private int _users;
    private bool _isRunning;

    /// <summary>What followers read.</summary>
    public FeedRing Ring { get; } = new(RingEvents);

    /// <summary>Ends when the server stops: streams and waits must not hold it up.</summary>
    public CancellationToken Stopping => life.ApplicationStopping;

    /// <summary>Takes a place for a follower; null if all are taken.</summary>
    public IDisposable? Follow()
    {
        lock (_gate)
        {
            if (_followers == FollowerLimit) return null;
            _followers++;
            Enter();
        }
        return new Leaving(() =>
        {
            lock (_gate) (_followers, _users) = (_followers - 1, _users - 1);
        });
    }

    /// <summary>Watches one task; null if too many are watched.</summary>
    public TaskWatch? Watch(TaskId task)
    {
        lock (_gate)
        {
            if (_watches.Count == WatchLimit) return null;
            var watch = new TaskWatch(task, this, time);
            _watches.Add(watch);
            Enter();
            return watch;
        }
    }

    internal void Leave(TaskWatch watch)
    {
        lock (_gate)
        {
            _watches.Remove(watch);
            _users--;
        }
    }

    /// <summary>Only under the gate. From here on nothing that is committed is missed.</summary>
    private void Enter()
    {
        _users++;
        if (_isRunning) return;
        _isRunning = true;
        long change = feed.Head.Change;
        Ring.Begin(change);
        var hints = new OutputHints(outputs, catalog, time);
        // Whoever follows counts on a beat every two seconds from now on, however late the reader gets its thread.
        var beats = new PeriodicTimer(BeatEvery, time);
        _ = Task.Run(() => RunAsync(change, hints, beats));
    }

    private bool MayRest()
    {
        lock (_gate)
        {
            if (_users > 0 && !Stopping.IsCancellationRequested) return false;
            _isRunning = false;
            return true;
        }
    }

    private async Task RunAsync(long change, OutputHints hints, PeriodicTimer beats)
    {
        using OutputHints gathering = hints;
        using PeriodicTimer ticking = beats;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
        Task hint = hints.NextAsync(end.Token);
        Task beat = NextBeatAsync(beats);
        Task news = feed.WaitAsync(change, Stopping);
        do
        {
            try
            {
                await Task.WhenAny(news, beat, hint);
                if (Stopping.IsCancellationRequested) continue;
                if (news.IsCompleted) await news;
                DateTimeOffset at = time.GetUtcNow();
                long before = change;
                change = await ReadOnAsync(change);
                if (news.IsCompleted || change != before) news = feed.WaitAsync(change, Stopping);
                if (hint.IsCompleted)
                {
                    Ring.Put(await hints.TakeAsync(change, Stopping));
                    hint = hints.NextAsync(end.Token);
                }
                if (!beat.IsCompleted) continue;
                Task settled = beat;
                beat = NextBeatAsync(beats);
                await settled;
                PutBeat(change, at);
            }
            catch (Exception failure) when (!Stopping.IsCancellationRequested)
            {
                LogFailed(failure);
                await Task.Delay(PauseAfterFailure, time, CancellationToken.None);
                if (news.IsFaulted) news = feed.WaitAsync(change, Stopping);
            }
            catch (OperationCanceledException)
            {
                // The server stops.
            }
        }
        while (!MayRest());
        await end.CancelAsync();
        Ring.Wake();
    }

    /// <summary>Reads and puts in everything that is committed after a change.</summary>
    private async Task<long> ReadOnAsync(long change)
    {
        while (feed.Head.Change > change)
        {
            FeedCursor head = feed.Head;
            IReadOnlyList<FeedRow> rows = await feed.ReadAfterAsync(change, RowsPerRead, Stopping);
            if (rows.Count > 0) Ring.Put([.. rows.Select(row => FeedFrame.Row(head.Epoch, row))]);
            _watches.Wake(rows, _gate);
            if (rows.Count == RowsPerRead) change = rows[^1].Change;
            else change = Math.Max(head.Change, rows.Count == 0 ? 0 : rows[^1].Change);
        }
        return change;
    }

    /// <summary>
    /// The next tick, after every lease that has ended by then is committed, so that its rows come before the
    /// beat.
    /// </summary>
    private async Task NextBeatAsync(PeriodicTimer beats)
    {
        await beats.WaitForNextTickAsync(CancellationToken.None);
        await watcher.SettleAsync();
    }

    private void PutBeat(long change, DateTimeOffset at)
    {
        if (watcher.IsLive) Ring.Put([FeedFrame.Beat(new(feed.Head.Epoch, change), at, leases.Unproven())]);
        else Ring.Wake();
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The change feed could not be read; trying again. Until then no beats are sent.")]
    private partial void LogFailed(Exception failure);

    private sealed class Leaving(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
