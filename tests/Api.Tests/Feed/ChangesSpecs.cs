using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TaskSync.Api.Access;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Tests.Feed;

public sealed class ChangesSpecs : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_follower_gets_a_beat_at_once_and_then_what_changes()
    {
        await using EventReader feed = await FollowAsync("");
        JsonElement beat = await feed.NextAsync("beat");

        TaskView task = await _server.Admin.SubmitTrueAsync();
        SseItem<string>? row = await feed.NextAsync();

        Assert.Equal(Head.ToString()[..^1], beat.GetProperty("head").GetString()![..^1]);
        Assert.Equal("task", row?.EventType);
        Assert.Equal(
            task.TaskId.Value,
            JsonDocument.Parse(row!.Value.Data).RootElement.GetProperty("task_id").GetString());
        Assert.True(FeedCursor.TryParse(row.Value.EventId, out FeedCursor cursor));
        Assert.Equal((Head.Epoch, task.Change), (cursor.Epoch, cursor.Change));
        await feed.NextAsync("session");
    }

    [Fact]
    public async Task A_snapshot_and_the_changes_after_it_leave_no_gap()
    {
        await _server.Admin.SubmitTrueAsync();
        TaskPage page = (await _server.Admin.GetAsync("/api/tasks")).As(TaskSyncJsonContext.Default.TaskPage);
        TaskView missed = await _server.Admin.SubmitTrueAsync();

        await using EventReader feed = await FollowAsync($"?since={page.Cursor}");

        JsonElement row = await feed.NextAsync("task");
        Assert.Equal(missed.TaskId.Value, row.GetProperty("task_id").GetString());
        await feed.NextAsync("session");
        await feed.NextAsync("beat");
    }

    [Fact]
    public async Task Every_follower_sees_the_last_state_of_every_task_in_order_whenever_it_comes()
    {
        var tasks = new List<TaskId>();
        var readers = new List<Task<Dictionary<string, long>>>();
        FeedCursor begin = Head;
        for (int i = 0; i < 60; i++)
        {
            if (i % 10 == 0) readers.Add(ReadUntilAllAreCancelledAsync(begin, 60));
            tasks.Add((await _server.Admin.SubmitTrueAsync()).TaskId);
            await _server.Admin.PostAsync($"/api/tasks/{tasks[i]}/cancel");
        }
        readers.Add(ReadUntilAllAreCancelledAsync(begin, 60));

        foreach (Dictionary<string, long> seen in await Task.WhenAll(readers))
        {
            Assert.Equal(tasks.Select(id => id.Value).Order(), seen.Keys.Order());
        }
    }

    [Fact]
    public async Task A_browser_that_reconnects_goes_on_where_it_was()
    {
        FeedCursor begin = Head;
        TaskView first = await _server.Admin.SubmitTrueAsync();
        TaskView second = await _server.Admin.SubmitTrueAsync();

        await using EventReader feed =
            await EventReader.OpenAsync(_server.Admin, $"/api/changes?since={begin}",
            ("Last-Event-ID", new FeedCursor(begin.Epoch, first.Change + 1).ToString()));

        JsonElement row = await feed.NextAsync("task");
        Assert.Equal(second.TaskId.Value, row.GetProperty("task_id").GetString());
    }

    [Theory]
    [InlineData("0123456789.5", null)]
    [InlineData(null, "9999")]
    [InlineData(null, "nonsense")]
    public async Task A_place_that_is_not_known_is_answered_with_a_reset(string? foreign, string? beyond)
    {
        await _server.Admin.SubmitTrueAsync();
        string place = foreign ?? (beyond == "nonsense" ? "nonsense" : $"{Head.Epoch}.{beyond}");

        await using EventReader feed = await EventReader.OpenAsync(
            _server.Admin, "/api/changes", ("Last-Event-ID", place));

        SseItem<string>? reset = await feed.NextAsync();
        Assert.Equal(("reset", Head.ToString()), (reset?.EventType, reset?.EventId));
        Assert.False(string.IsNullOrEmpty(JsonDocument.Parse(reset!.Value.Data).RootElement.GetProperty("why").GetString()));
        await feed.NextAsync("beat");
        TaskView task = await _server.Admin.SubmitTrueAsync();
        Assert.Equal(task.TaskId.Value, (await feed.NextAsync("task")).GetProperty("task_id").GetString());
    }

    [Fact]
    public async Task A_since_that_is_no_cursor_is_refused() =>
        (await _server.Admin.GetAsync("/api/changes?since=yesterday")).AsProblem(400, "invalid_cursor");

    [Fact]
    public async Task A_beat_comes_every_two_seconds_behind_the_rows()
    {
        await using EventReader feed = await FollowAsync("");
        await feed.NextAsync("beat");

        await _server.AdvanceAsync(TimeSpan.FromSeconds(2));
        JsonElement beat = await feed.NextAsync("beat");

        Assert.Equal(Head.ToString(), beat.GetProperty("head").GetString());
        Assert.Equal(_server.Clock.GetUtcNow(), beat.GetProperty("at").GetDateTimeOffset());
        Assert.Empty(beat.GetProperty("unproven").EnumerateArray());
    }

    [Fact]
    public async Task Without_a_watcher_there_is_no_beat()
    {
        await using EventReader feed = await FollowAsync("");
        await feed.NextAsync("beat");
        for (int i = 0; i < 6; i++) _server.Clock.Advance(TimeSpan.FromSeconds(1)); // No pass of the watcher.
        Assert.False(_server.Services.GetRequiredService<LeaseWatcher>().IsLive);

        _server.Clock.Advance(TimeSpan.FromSeconds(4));
        await _server.Admin.SubmitTrueAsync();

        // At most the beats that were due while the watcher counted as live come before the row.
        var types = new List<string>();
        await feed.FindAsync(item =>
        {
            types.Add(item.EventType);
            return item.EventType == "task";
        });
        Assert.InRange(types.Count(type => type == "beat"), 0, 2);
    }

    [Fact]
    public async Task A_lease_that_ends_is_seen_as_a_row_before_the_beat_that_follows()
    {
        AgentDriver agent = await _server.ConnectAsync();
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await agent.StartAsync(task.TaskId);
        await using EventReader feed = await FollowAsync("");
        await feed.NextAsync("beat");

        await _server.AdvanceAsync(TimeSpan.FromSeconds(10));

        SseItem<string> row = await feed.FindAsync(item => item.EventType == "task");
        Assert.Equal("unknown", JsonDocument.Parse(row.Data).RootElement.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_follower_of_one_session_gets_its_rows_and_the_beats_alone()
    {
        TaskView mine = await _server.Admin.SubmitTrueAsync();
        await using EventReader feed = await FollowAsync($"?session_id={mine.SessionId}");
        await feed.NextAsync("beat");

        await _server.Admin.SubmitTrueAsync();
        TaskView next = await _server.Admin.SubmitTrueAsync(mine.SessionId);

        Assert.Equal(next.TaskId.Value, (await feed.NextAsync("task")).GetProperty("task_id").GetString());
        Assert.Equal(
            mine.SessionId.Value, (await feed.NextAsync("session")).GetProperty("session_id").GetString());
    }

    [Fact]
    public async Task A_stream_ends_within_thirty_seconds_after_its_credential_was_revoked()
    {
        await using EventReader feed = await FollowAsync("");
        await feed.NextAsync("beat");
        await _server.Services.GetRequiredService<IAccessStore>().RevokeAsync(
            PrincipalKind.Admin, AccessService.Admin);

        Task<bool> ended = EndsAsync(feed);
        for (int second = 0; second < 30 && !ended.IsCompleted; second++)
        {
            await _server.AdvanceAsync(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True(await ended);
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_streams()
    {
        await using EventReader feed = await FollowAsync("");
        await feed.NextAsync("beat");

        _server.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>(
            ).StopApplication();

        Assert.True(await EndsAsync(feed));
    }

    private FeedCursor Head => _server.Services.GetRequiredService<IFeedReader>().Head;

    private Task<EventReader> FollowAsync(string query) =>
        EventReader.OpenAsync(_server.Admin, "/api/changes" + query);

    private static async Task<bool> EndsAsync(EventReader feed)
    {
        while (await feed.NextAsync() is not null)
        {
            // What was still on its way.
        }
        return true;
    }

    private async Task<Dictionary<string, long>> ReadUntilAllAreCancelledAsync(FeedCursor since, int tasks)
    {
        await using EventReader feed = await FollowAsync($"?since={since}");
        var cancelled = new Dictionary<string, long>();
        long last = since.Change;
        while (cancelled.Count < tasks)
        {
            SseItem<string> item = (await feed.NextAsync())!.Value;
            Assert.True(FeedCursor.TryParse(item.EventId, out FeedCursor place));
            Assert.True(
                item.EventType == "beat" ? place.Change >= last : place.Change > last,
                $"{place} after {last}");
            last = place.Change;
            JsonElement row = JsonDocument.Parse(item.Data).RootElement;
            if (item.EventType == "task" && row.GetProperty("state").GetString() == "cancelled")
            {
                Assert.True(cancelled.TryAdd(row.GetProperty("task_id").GetString()!, place.Change));
            }
        }
        return cancelled;
    }
}
