using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Storage.Tests;

/// <summary>One row is damaged: it says so, all others are shown, and nothing overwrites it.</summary>
public sealed class DamageSpecs
{
    private static readonly AgentOffer Offer = new() { Slots = 1, Kinds = [TaskKind.Command], Roots = ["/"] };

    [Theory]
    [InlineData("damaged")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task A_damaged_agent_is_shown_as_such_beside_the_others(string doc)
    {
        await using var open = OpenStorage.Create();
        await WriteAgentAsync(open, "broken");
        await WriteAgentAsync(open, "whole");
        await open.ChangeAsync($"UPDATE agents SET doc = '{doc}' WHERE name = 'broken'");

        IReadOnlyList<AgentSummary> agents = (await open.Storage.Catalog.ListAgentsAsync()).Agents;

        Assert.Equal([("broken", true), ("whole", false)], agents.Select(agent => (agent.Name, agent.Damaged == true)));
        Assert.Equal((Work.Agent("broken"), Presence.Connected), (agents[0].AgentId, agents[0].Presence));
        Assert.Empty(agents[0].Offer.Kinds);
        Assert.Equal([true, false], (await FeedAsync<AgentSummary>(open, FeedKind.Agent)).Select(agent => agent.Damaged == true));
        Assert.Equal(doc, await open.AskTextAsync("SELECT doc FROM agents WHERE name = 'broken'"));
    }

    [Fact]
    public async Task A_damaged_record_of_a_silent_task_leaves_lists_sessions_and_feed_whole()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("broken").Offered().Started().Stalled(), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("whole"), etag: null);
        await open.ChangeAsync("UPDATE tasks SET doc = 'damaged' WHERE title = 'broken 1'");

        TaskPage tasks = await open.Storage.Catalog.ListTasksAsync(new());
        SessionPage sessions = await open.Storage.Catalog.ListSessionsAsync(new());

        Assert.Equal([("whole 1", false), ("broken 1", true)], tasks.Tasks.Select(task => (task.Title, task.Damaged == true)));
        Assert.Equal(TaskState.Working, tasks.Tasks[1].State);
        Assert.Equal(2, sessions.Sessions.Count);
        Assert.Equal(2, (await FeedAsync<TaskSummary>(open, FeedKind.Task)).Count);
        Assert.Equal(2, (await FeedAsync<SessionSummary>(open, FeedKind.Session)).Count);
        Assert.NotNull(await open.Storage.Catalog.FindSessionAsync(Work.Session("broken"), 10));
    }

    [Theory]
    [InlineData("state", "'dreaming'")]
    [InlineData("kind", "'dance'")]
    [InlineData("reason", "'because'")]
    [InlineData("custody", "'lent'")]
    [InlineData("since", "9223372036854775807")]
    public async Task A_task_with_a_damaged_column_is_shown_as_unknown_beside_the_others(string column, string value)
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("broken"), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("whole"), etag: null);
        await open.ChangeAsync($"UPDATE tasks SET {column} = {value} WHERE title = 'broken 1'");

        TaskPage tasks = await open.Storage.Catalog.ListTasksAsync(new());

        Assert.Equal(
            [("whole 1", TaskState.Queued, false), ("broken 1", TaskState.Unknown, true)],
            tasks.Tasks.Select(task => (task.Title, task.State, task.Damaged == true)));
        Assert.Equal(Work.Task("broken", 1), tasks.Tasks[1].TaskId);
        Assert.Equal(2, (await FeedAsync<TaskSummary>(open, FeedKind.Task)).Count);
    }

    [Fact]
    public async Task A_session_with_a_damaged_column_is_shown_as_such_beside_the_others()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("broken").Cancelled(), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("whole"), etag: null);
        await open.ChangeAsync($"UPDATE sessions SET last_end = 'dreamt' WHERE session_id = '{Work.Session("broken")}'");

        IReadOnlyList<SessionSummary> sessions = (await open.Storage.Catalog.ListSessionsAsync(new())).Sessions;

        Assert.Equal(
            [("broken 1", true), ("whole 1", false)],
            sessions.Select(session => (session.Title, session.Damaged == true)).OrderBy(session => session.Title));
        Assert.Equal(2, (await FeedAsync<SessionSummary>(open, FeedKind.Session)).Count);
    }

    [Fact]
    public async Task A_damaged_list_is_read_on_from_page_to_page()
    {
        await using var open = OpenStorage.Create();
        for (int i = 0; i < 3; i++) await open.States.WriteTaskAsync(Work.Queued($"{i}").Cancelled(), etag: null);
        await open.ChangeAsync("UPDATE sessions SET last_end = 'dreamt'");
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            SessionPage page = await open.Storage.Catalog.ListSessionsAsync(new() { Limit = 1, Cursor = cursor });
            seen.AddRange(page.Sessions.Select(session => session.Title));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(["0 1", "1 1", "2 1"], seen.Order());
    }

    [Fact]
    public async Task A_removal_whose_kind_is_damaged_does_not_end_the_feed()
    {
        await using var open = OpenStorage.Create();
        string etag = await open.States.WriteTaskAsync(Work.Queued("gone"), etag: null);
        await open.States.RemoveTaskAsync(Work.Task("gone", 1), etag);
        await open.States.WriteTaskAsync(Work.Queued("whole"), etag: null);
        await open.ChangeAsync("UPDATE tombstones SET kind = 'thing'");

        Assert.Contains(
            await open.Storage.Feed.ReadAfterAsync(0, 10), row => row.SessionId == Work.Session("whole"));
    }

    [Fact]
    public async Task The_reading_of_a_damaged_task_names_it()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued(), etag: null);
        await open.ChangeAsync("UPDATE tasks SET doc = 'damaged'");

        StorageException failure = await Assert.ThrowsAsync<StorageException>(
            () => open.Storage.Catalog.FindTaskAsync(Work.Task("one", 1)).AsTask());

        Assert.Equal(Work.Task("one", 1).Value, failure.DamagedId);
    }

    private static async Task WriteAgentAsync(OpenStorage open, string name) => await open.States.WriteAgentAsync(
        new AgentSnapshot
        {
            Id = Work.Agent(name), Name = name, MachineId = "m", Version = 1, Presence = Presence.Connected, Offer = Offer,
        },
        etag: null);

    private static async Task<IReadOnlyList<T>> FeedAsync<T>(OpenStorage open, FeedKind kind) =>
    [
        .. (await open.Storage.Feed.ReadAfterAsync(0, 10)).Where(row => row.Kind == kind)
            .Select(row => JsonSerializer.Deserialize<T>(row.Json.Span, TaskSyncJson.Options)!),
    ];
}
