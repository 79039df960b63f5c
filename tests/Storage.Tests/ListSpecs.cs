using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Storage.Tests;

public sealed class ListSpecs
{
    [Fact]
    public async Task Pages_of_tasks_hold_each_task_once_newest_first_even_while_new_ones_come()
    {
        await using var open = OpenStorage.Create();
        for (int i = 0; i < 25; i++) await open.States.WriteTaskAsync(Work.Queued($"{i}"), etag: null);
        var titles = new List<string>();
        string? cursor = null;
        do
        {
            TaskPage page = await open.Storage.Catalog.ListTasksAsync(new() { Limit = 10, Cursor = cursor });
            titles.AddRange(page.Tasks.Select(task => task.Title));
            await open.States.WriteTaskAsync(Work.Queued($"new {titles.Count}"), etag: null);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"{i} 1"), titles);
    }

    [Fact]
    public async Task Tasks_are_found_by_state_session_agent_and_text()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued("a", 1).Offered("x").Started(), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("a", 2), etag: null);
        await open.States.WriteTaskAsync(Work.Queued("b", 1).Offered("y").Started().Ended(), etag: null);
        await open.States.WriteTaskAsync(Titled("c", "100% of_it"), etag: null);

        Assert.Equal(["a 2", "a 1"], await TitlesAsync(open, new() { SessionId = Work.Session("a") }));
        Assert.Equal(["a 1"], await TitlesAsync(open, new() { AgentId = Work.Agent("x") }));
        Assert.Equal(["b 1", "a 1"], await TitlesAsync(open, new() { States = [TaskState.Completed, TaskState.Working] }));
        Assert.Equal(["a 2"], await TitlesAsync(open, new() { SessionId = Work.Session("a"), States = [TaskState.Queued] }));
        Assert.Equal([], await TitlesAsync(open, new() { AgentId = Work.Agent("x"), States = [TaskState.Queued] }));
        Assert.Equal(["100% of_it"], await TitlesAsync(open, new() { Text = "100% OF" }));
        Assert.Equal([], await TitlesAsync(open, new() { Text = "f__t" }));
    }

    [Fact]
    public async Task Pages_of_several_states_are_one_list()
    {
        await using var open = OpenStorage.Create();
        for (int i = 0; i < 12; i++)
        {
            TaskSnapshot task = Work.Queued($"{i}");
            await open.States.WriteTaskAsync(i % 2 == 0 ? task : task.Cancelled(), etag: null);
        }
        var query = new TaskQuery { States = [TaskState.Cancelled, TaskState.Queued], Limit = 5 };
        TaskPage first = await open.Storage.Catalog.ListTasksAsync(query);
        TaskPage second = await open.Storage.Catalog.ListTasksAsync(query with { Cursor = first.Next });
        TaskPage third = await open.Storage.Catalog.ListTasksAsync(query with { Cursor = second.Next });

        Assert.Equal(Enumerable.Range(0, 12).Reverse().Select(i => $"{i} 1"),
            first.Tasks.Concat(second.Tasks).Concat(third.Tasks).Select(task => task.Title));
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task Sessions_come_with_the_last_active_first_and_archived_ones_apart()
    {
        await using var open = OpenStorage.Create();
        for (int i = 0; i < 7; i++)
        {
            await open.States.WriteTaskAsync(Work.Queued($"{i}", at: Work.Start.AddSeconds(i % 4)), etag: null);
        }
        await open.States.WriteSessionAsync(
            new SessionSnapshot { Id = Work.Session("2"), Version = 1, ArchivedAt = Work.Start }, etag: null);

        SessionPage first = await open.Storage.Catalog.ListSessionsAsync(new() { Limit = 4 });
        SessionPage second = await open.Storage.Catalog.ListSessionsAsync(new() { Limit = 4, Cursor = first.Next });
        SessionPage archived = await open.Storage.Catalog.ListSessionsAsync(new() { Archived = true });

        Assert.Equal(["3 1", "6 1", "5 1", "1 1", "4 1", "0 1"], first.Sessions.Concat(second.Sessions).Select(s => s.Title));
        Assert.Null(second.Next);
        Assert.Equal("2 1", Assert.Single(archived.Sessions).Title);
    }

    [Theory]
    [InlineData("nonsense!"), InlineData("AAAA"), InlineData(""), InlineData("dGFza3MgeCAw")]
    public async Task A_cursor_that_is_none_is_refused(string cursor)
    {
        await using var open = OpenStorage.Create();

        await Assert.ThrowsAsync<FormatException>(
            async () => await open.Storage.Catalog.ListTasksAsync(new() { Cursor = cursor }));
        await Assert.ThrowsAsync<FormatException>(
            async () => await open.Storage.Catalog.ListSessionsAsync(new() { Cursor = cursor }));
    }

    [Fact]
    public async Task The_cursor_of_one_list_is_none_of_another()
    {
        await using var open = OpenStorage.Create();
        for (int i = 0; i < 3; i++) await open.States.WriteTaskAsync(Work.Queued($"{i}"), etag: null);
        TaskPage page = await open.Storage.Catalog.ListTasksAsync(new() { Limit = 1 });

        await Assert.ThrowsAsync<FormatException>(
            async () => await open.Storage.Catalog.ListSessionsAsync(new() { Cursor = page.Next }));
    }

    [Fact]
    public async Task A_pages_cursor_is_the_head_at_its_moment()
    {
        await using var open = OpenStorage.Create();
        await open.States.WriteTaskAsync(Work.Queued(), etag: null);

        TaskPage page = await open.Storage.Catalog.ListTasksAsync(new());

        Assert.Equal(open.Storage.Feed.Head.ToString(), page.Cursor);
    }

    [Fact]
    public async Task A_session_shows_its_newest_tasks_oldest_first()
    {
        await using var open = OpenStorage.Create();
        for (int ordinal = 1; ordinal <= 5; ordinal++) await open.States.WriteTaskAsync(Work.Queued("s", ordinal), etag: null);

        SessionView? view = await open.Storage.Catalog.FindSessionAsync(Work.Session("s"), taskLimit: 3);

        Assert.Equal([3, 4, 5], view!.Tasks.Select(task => task.Ordinal));
        Assert.Null(await open.Storage.Catalog.FindSessionAsync(Work.Session("none"), taskLimit: 3));
    }

    private static TaskSnapshot Titled(string session, string title) =>
        Work.Queued(session, spec: new() { Kind = TaskKind.Command, Argv = ["x"], Title = title });

    private static async Task<IEnumerable<string>> TitlesAsync(OpenStorage open, TaskQuery query) =>
        (await open.Storage.Catalog.ListTasksAsync(query)).Tasks.Select(task => task.Title);
}
