using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TaskSync.Api.Feed;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core.Ports;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Tests.Feed;

/// <summary>A follower that reads nothing, on a feed that goes on without it.</summary>
public sealed class SlowFollowerSpecs
{
    private const int MoreThanTheRing = 20_000;

    [Fact]
    public async Task A_follower_that_falls_behind_is_closed_and_the_others_go_on()
    {
        var feed = new ScriptedFeed();
        await using ApiServer server = await ApiServer.StartAsync(
            replace: services => services.AddSingleton<IFeedReader>(feed));
        var slow = new Pipe(new PipeOptions(pauseWriterThreshold: 1024, resumeWriterThreshold: 512));
        var fast = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        FeedTail tail = server.Services.GetRequiredService<FeedTail>();
        using IDisposable? seat = tail.Follow();
        Task closed = RunToTheEndAsync(Follower(server), slow.Writer);
        using var end = new CancellationTokenSource();
        Task going = Follower(server).RunAsync(null, fast.Writer, end.Token);

        for (long change = 1; change <= MoreThanTheRing; change++)
        {
            feed.Commit(change);
            // The one that reads is let come along: that it can, however slow the other is, is what this is
            // about.
            if (change % 1000 == 0) await SeenAsync(fast.Reader, change);
        }
        string last = await DrainAsync(slow.Reader);

        await closed.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Contains("id: epoch.", last, StringComparison.Ordinal);
        Assert.DoesNotContain($"id: epoch.{MoreThanTheRing}\n", last, StringComparison.Ordinal);
        Assert.False(going.IsCompleted);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => going);
    }

    private static FeedFollower Follower(ApiServer server) => new(
        server.Services.GetRequiredService<FeedTail>(), server.Services.GetRequiredService<IFeedReader>(),
        server.Services.GetRequiredService<LeaseWatcher>(), server.Services.GetRequiredService<LeaseView>(),
        server.Clock, null);

    private static async Task RunToTheEndAsync(FeedFollower follower, PipeWriter body)
    {
        await follower.RunAsync(null, body, CancellationToken.None);
        await body.CompleteAsync();
    }

    private static async Task SeenAsync(PipeReader reader, long change)
    {
        byte[] id = Encoding.ASCII.GetBytes($"id: epoch.{change}\n");
        while (true)
        {
            ReadResult result = await reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            bool seen = Encoding.ASCII.GetString(result.Buffer).Contains(
                Encoding.ASCII.GetString(id), StringComparison.Ordinal);
            reader.AdvanceTo(seen ? result.Buffer.End : result.Buffer.Start, result.Buffer.End);
            if (seen) return;
        }
    }

    /// <summary>What a follower wrote before it was closed; its pipe is closed behind it.</summary>
    private static async Task<string> DrainAsync(PipeReader reader)
    {
        using var text = new MemoryStream();
        await reader.CopyToAsync(text).WaitAsync(TimeSpan.FromSeconds(30));
        return Encoding.ASCII.GetString(text.ToArray());
    }

    /// <summary>A feed whose rows are numbers.</summary>
    private sealed class ScriptedFeed : IFeedReader
    {
        private readonly ConcurrentQueue<FeedRow> _rows = new();
        private readonly Lock _gate = new();
        private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _head;

        public FeedCursor Head => new("epoch", Volatile.Read(ref _head));

        public void Commit(long change)
        {
            _rows.Enqueue(new(change, FeedKind.Task, null, """{"task_id":"x"}"""u8.ToArray()));
            TaskCompletionSource news;
            lock (_gate)
            {
                Volatile.Write(ref _head, change);
                (news, _news) = (_news, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            news.SetResult();
        }

        public ValueTask<IReadOnlyList<FeedRow>> ReadAfterAsync(
            long change, int limit, CancellationToken cancel) =>
            new([.. _rows.Skip((int)change).Take(limit)]);

        public ValueTask<long?> ResolveAsync(FeedCursor cursor, CancellationToken cancel) =>
            new(cursor.Change);

        public async Task WaitAsync(long change, CancellationToken cancel)
        {
            while (true)
            {
                Task news;
                lock (_gate)
                {
                    if (_head > change) return;
                    news = _news.Task;
                }
                await news.WaitAsync(cancel);
            }
        }
    }
}
