using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Storage.Tests;

/// <summary>Several nodes on one database.</summary>
public sealed class ClusterSpecs : IAsyncLifetime
{
    private const int Nodes = 3;

    private readonly string _database = PostgresServer.NewName();
    private OpenStorage[] _nodes = [];

    [Fact]
    public async Task Of_many_first_writes_on_several_nodes_one_wins()
    {
        Task<string>[] all = [.. Enumerable.Range(0, 60).Select(i => Node(i).States.WriteTaskAsync(Work.Queued(), etag: null))];
        await Task.WhenAll(all.Select(one => one.ContinueWith(_ => { }, TaskScheduler.Default)));

        _ = Assert.Single(all, one => one.IsCompletedSuccessfully);
        Assert.All(all.Where(one => one.IsFaulted),
            one => Assert.IsType<StorageConflictException>(one.Exception!.InnerException));
        Assert.True(FeedCursor.TryParse((await Node(0).Storage.Catalog.ListTasksAsync(new())).Cursor, out FeedCursor head));
        Assert.Equal(2, head.Change);
    }

    [Fact]
    public async Task Writes_of_one_version_from_several_nodes_are_decided_once()
    {
        TaskSnapshot task = Work.Queued();
        string etag = await Node(0).States.WriteTaskAsync(task, etag: null);

        Task<string>[] all = [.. Enumerable.Range(0, 60).Select(i => Node(i).States.WriteTaskAsync(task.Offered($"{i}"), etag))];
        await Task.WhenAll(all.Select(one => one.ContinueWith(_ => { }, TaskScheduler.Default)));

        _ = Assert.Single(all, one => one.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Followers_on_every_node_see_each_change_of_all_writers_once_and_in_order()
    {
        const int Writers = 12;
        const int TasksEach = 40;
        // Each task is written once, and is the only one of its session: every number stays where it is.
        const long Last = Writers * TasksEach * 2;
        Task<List<long>>[] followers = [.. Enumerable.Range(0, Nodes * 2).Select(i => FollowAsync(_ => Node(i), Last))];

        await WriteAsync(Writers, TasksEach);

        foreach (Task<List<long>> follower in followers)
        {
            List<long> seen = await follower.WaitAsync(Work.Patience);
            Assert.Equal(Enumerable.Range(1, (int)Last).Select(change => (long)change), seen);
        }
    }

    [Fact]
    public async Task A_follower_that_moves_from_node_to_node_with_its_cursor_misses_nothing()
    {
        const long Last = 6 * 50 * 2;
        Task<List<long>> follower = FollowAsync(Node, Last);

        await WriteAsync(writers: 6, tasksEach: 50);

        List<long> seen = await follower.WaitAsync(Work.Patience);
        Assert.Equal(Enumerable.Range(1, (int)Last).Select(change => (long)change), seen);
    }

    [Fact]
    public async Task A_cursor_outlives_all_nodes_and_one_of_a_time_that_never_was_does_not()
    {
        await Node(0).States.WriteTaskAsync(Work.Queued(), etag: null);
        FeedCursor cursor = Node(0).Storage.Feed.Head;
        foreach (OpenStorage node in _nodes) await node.DisposeAsync();

        _nodes = [OpenStorage.Open(_database), OpenStorage.Open(_database)];

        Assert.NotEqual(cursor.Epoch, Node(0).Storage.Feed.Head.Epoch);
        Assert.Equal(Node(0).Storage.Feed.Head, Node(1).Storage.Feed.Head);
        Assert.Equal(2, await Node(1).Storage.Feed.ResolveAsync(cursor));
        Assert.Null(await Node(1).Storage.Feed.ResolveAsync(cursor with { Change = 3 }));
        Assert.Null(await Node(1).Storage.Feed.ResolveAsync(cursor with { Epoch = "elsewhere" }));
    }

    [Fact]
    public async Task A_follower_of_output_on_another_node_is_woken()
    {
        var key = new OutputKey(Work.Task("s", 1), 1, OutputStream.Stdout);
        Task grown = Node(1).Storage.Output.WaitAsync(key, 0, CancellationToken.None);

        await Node(0).Storage.Output.AppendAsync(key, 0, "hello"u8.ToArray());

        // Its clock stands still, so it was the news that woke it.
        await grown.WaitAsync(Work.Patience);
    }

    [Fact]
    public async Task Pages_of_ten_thousand_tasks_hold_each_once_newest_first()
    {
        const int Count = 10_000;
        await WriteAsync(writers: 500, tasksEach: Count / 500);
        var seen = new List<TaskId>();
        string? cursor = null;
        do
        {
            TaskPage page = await Node(seen.Count).Storage.Catalog.ListTasksAsync(new() { Limit = 200, Cursor = cursor });
            seen.AddRange(page.Tasks.Select(task => task.TaskId));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(Count, seen.Count);
        Assert.Equal(Count, seen.Distinct().Count());
    }

    public Task InitializeAsync()
    {
        bool canRun = PostgresBinaries.WhyMissing is null;
        _nodes = [.. Enumerable.Range(0, canRun ? Nodes : 0).Select(_ => OpenStorage.Open(_database))];
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (OpenStorage node in _nodes) await node.DisposeAsync();
    }

    private OpenStorage Node(int i) => _nodes[i % _nodes.Length];

    private Task WriteAsync(int writers, int tasksEach) => Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
    {
        for (int i = 0; i < tasksEach; i++)
        {
            await Node(writer + i).States.WriteTaskAsync(Work.Queued($"{writer}-{i}"), etag: null);
        }
    }));

    /// <summary>Follows the feed, each time on the node that is named, until a change; by its cursor alone.</summary>
    private static async Task<List<long>> FollowAsync(Func<int, OpenStorage> nodeOf, long last)
    {
        var seen = new List<long>();
        var cursor = new FeedCursor(nodeOf(0).Storage.Feed.Head.Epoch, 0);
        for (int turn = 0; cursor.Change < last; turn++)
        {
            IFeedReader feed = nodeOf(turn).Storage.Feed;
            long? place = await feed.ResolveAsync(cursor);
            Assert.NotNull(place);
            await feed.WaitAsync(place.Value, CancellationToken.None).WaitAsync(Work.Patience);
            IReadOnlyList<FeedRow> rows = await feed.ReadAfterAsync(place.Value, 50);
            seen.AddRange(rows.Select(row => row.Change));
            cursor = cursor with { Change = rows[^1].Change };
        }
        return seen;
    }
}
