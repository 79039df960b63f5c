using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Storage.Tests;

public sealed class FeedSpecs
{
    [Fact]
    public async Task A_write_brings_the_task_and_its_session_in_the_order_of_their_changes()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued();
        await open.States.WriteTaskAsync(task, etag: null);

        IReadOnlyList<FeedRow> rows = await open.Storage.Feed.ReadAfterAsync(0, 10);

        Assert.Equal([(1, FeedKind.Task), (2, FeedKind.Session)], rows.Select(row => (row.Change, row.Kind)));
        Assert.Equal(2, open.Storage.Feed.Head.Change);
        TaskSummary? summary = JsonSerializer.Deserialize<TaskSummary>(rows[0].Json.Span, TaskSyncJson.Options);
        Assert.Equal(TaskSummary.Of(task, 1), summary);
    }

    [Fact]
    public async Task One_that_shows_no_sign_of_life_says_since_when_in_the_feed_and_in_lists()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot stalled = Work.Queued().Offered().Started().Stalled();
        await open.States.WriteTaskAsync(stalled, etag: null);

        FeedRow row = (await open.Storage.Feed.ReadAfterAsync(0, 10))[0];
        TaskPage page = await open.Storage.Catalog.ListTasksAsync(new() { States = [TaskState.Working, TaskState.Unknown] });

        TaskSummary? told = JsonSerializer.Deserialize<TaskSummary>(row.Json.Span, TaskSyncJson.Options);
        Assert.NotNull(stalled.StalledSince);
        Assert.Equal((stalled.StalledSince, stalled.StalledSince), (told!.StalledSince, Assert.Single(page.Tasks).StalledSince));
    }

    [Fact]
    public async Task A_session_says_that_its_work_shows_no_sign_of_life_until_that_shows_one()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot stalled = Work.Queued().Offered().Started().Stalled();
        string etag = await open.States.WriteTaskAsync(stalled, etag: null);
        await open.States.WriteTaskAsync(Work.Queued("one", 2), etag: null);
        Assert.Equal(stalled.StalledSince, (await NewestAsync(open)).StalledSince);
        Assert.Equal(stalled.StalledSince, (await open.Storage.Catalog.FindSessionAsync(stalled.SessionId, 0))!.Session.StalledSince);
        Assert.Equal(stalled.StalledSince, (await open.Storage.Catalog.ListSessionsAsync(new())).Sessions[0].StalledSince);

        await open.States.WriteTaskAsync(stalled.Progressed(), etag);
        SessionSummary alive = await NewestAsync(open);
        Assert.Equal((SessionState.Working, null), (alive.State, alive.StalledSince));
    }

    [Fact]
    public async Task Each_thing_comes_once_with_its_newest_summary()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued();
        string etag = await open.States.WriteTaskAsync(task, etag: null);
        await open.States.WriteTaskAsync(Work.Queued("two"), etag: null);
        TaskSnapshot ended = task.Offered().Started().Ended(exitCode: 3);
        await open.States.WriteTaskAsync(ended, etag);

        IReadOnlyList<FeedRow> rows = await open.Storage.Feed.ReadAfterAsync(0, 10);

        Assert.Equal([3, 4, 5, 6], rows.Select(row => row.Change));
        TaskSummary? summary = JsonSerializer.Deserialize<TaskSummary>(rows[2].Json.Span, TaskSyncJson.Options);
        Assert.Equal(TaskSummary.Of(ended, 5), summary);
        Assert.Equal([3], (await open.Storage.Feed.ReadAfterAsync(2, 1)).Select(row => row.Change));
    }

    [Fact]
    public async Task A_follower_among_many_writers_meets_every_final_row_in_order()
    {
        await using var open = OpenStorage.Create();
        const int Writers = 16;
        const int TasksEach = 25;
        var seen = new Dictionary<string, string>();
        long at = 0;
        using var stop = new CancellationTokenSource();

        async Task FollowAsync()
        {
            while (true)
            {
                foreach (FeedRow row in await open.Storage.Feed.ReadAfterAsync(at, 50))
                {
                    Assert.True(row.Change > at);
                    at = row.Change;
                    if (row.Kind == FeedKind.Task) Note(row);
                }
                if (seen.Count == Writers * TasksEach && seen.Values.All(state => state == "completed")) return;
                await open.Storage.Feed.WaitAsync(at, stop.Token);
            }
        }

        void Note(FeedRow row)
        {
            using JsonDocument json = JsonDocument.Parse(row.Json);
            seen[json.RootElement.GetProperty("task_id").GetString()!] = json.RootElement.GetProperty("state").GetString()!;
        }

        Task follower = FollowAsync();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (int ordinal = 1; ordinal <= TasksEach; ordinal++)
            {
                TaskSnapshot task = Work.Queued($"{writer}", ordinal);
                string etag = await open.States.WriteTaskAsync(task, etag: null);
                etag = await open.States.WriteTaskAsync(task = task.Offered(), etag);
                etag = await open.States.WriteTaskAsync(task = task.Started(), etag);
                await open.States.WriteTaskAsync(task.Ended(), etag);
            }
        }));
        await follower.WaitAsync(Work.Patience);

        Assert.Equal(open.Storage.Feed.Head.Change, (await open.Storage.Feed.ReadAfterAsync(0, 10_000))[^1].Change);
        Assert.Equal(Writers * TasksEach * 4 * 2, open.Storage.Feed.Head.Change);
    }

    [Fact]
    public async Task A_row_stays_within_two_kilobytes_in_any_script()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued(spec: new()
        {
            Kind = TaskKind.Claude, Prompt = new string('语', 2_000), Title = new string('语', Limits.TitleLength),
        });
        await open.States.WriteTaskAsync(task with { Message = new string('语', Limits.MessageLength) }, etag: null);

        IReadOnlyList<FeedRow> rows = await open.Storage.Feed.ReadAfterAsync(0, 10);

        Assert.All(rows, row => Assert.InRange(row.Json.Length, 1, 2_048));
    }

    [Fact]
    public async Task What_is_removed_leaves_a_tombstone_until_it_is_there_again()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued();
        string etag = await open.States.WriteTaskAsync(task, etag: null);
        await open.States.RemoveTaskAsync(task.Id, etag);

        IReadOnlyList<FeedRow> gone = await open.Storage.Feed.ReadAfterAsync(0, 10);
        Assert.Equal([FeedKind.Task, FeedKind.Session], gone.Select(row => row.Kind));
        Removal? removal = JsonSerializer.Deserialize<Removal>(gone[0].Json.Span, TaskSyncJson.Options);
        Assert.Equal((task.Id.Value, true), (removal!.Id, removal.Removed));

        await open.States.WriteTaskAsync(task, etag: null);
        Assert.Equal(2, (await open.Storage.Feed.ReadAfterAsync(0, 10)).Count);
    }

    [Fact]
    public async Task An_agents_row_says_nothing_of_when_it_was_heard()
    {
        await using var open = OpenStorage.Create();
        var agent = new AgentSnapshot { Id = Work.Agent("a"), Name = "laptop", Version = 1, Presence = Presence.Connected };
        await open.States.WriteAgentAsync(agent, etag: null);
        FeedRow before = Assert.Single(await open.Storage.Feed.ReadAfterAsync(0, 10));
        await open.Storage.Presence.NoteHeardAsync([new(agent.Id, open.Now)]);

        FeedRow after = Assert.Single(await open.Storage.Feed.ReadAfterAsync(0, 10));

        Assert.Equal(before.Json.ToArray(), after.Json.ToArray());
        Assert.Equal(1, open.Storage.Feed.Head.Change);
        AgentSummary listed = Assert.Single((await open.Storage.Catalog.ListAgentsAsync()).Agents);
        Assert.Equal((open.Now, 0), (listed.LastHeardAt, listed.Busy));
        Assert.Equal(open.Now, await open.Storage.Presence.LastHeardAsync(agent.Id));
    }

    [Fact]
    public async Task Waiting_ends_with_the_next_commit_and_not_before()
    {
        await using var open = OpenStorage.Create();
        Task waiting = open.Storage.Feed.WaitAsync(0, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        await open.States.WriteTaskAsync(Work.Queued(), etag: null);

        await waiting.WaitAsync(Work.Patience);
        Assert.True(open.Storage.Feed.WaitAsync(1, CancellationToken.None).IsCompletedSuccessfully);
    }

    /// <summary>The newest row of the feed, which is a session's.</summary>
    private static async Task<SessionSummary> NewestAsync(OpenStorage open)
    {
        FeedRow newest = (await open.Storage.Feed.ReadAfterAsync(0, 10))[^1];
        return JsonSerializer.Deserialize<SessionSummary>(newest.Json.Span, TaskSyncJson.Options)!;
    }
}
