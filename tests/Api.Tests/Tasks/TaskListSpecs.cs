using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Tasks;

public sealed class TaskListSpecs : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Pages_follow_each_other_newest_first_and_without_overlap()
    {
        var submitted = new List<TaskId>();
        for (int i = 0; i < 5; i++) submitted.Add((await _server.Admin.SubmitTrueAsync()).TaskId);

        var listed = new List<TaskId>();
        string? cursor = null;
        do
        {
            TaskPage page = await ListAsync(
                $"?limit=2{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            listed.AddRange(page.Tasks.Select(task => task.TaskId));
            cursor = page.Next;
        }
        while (cursor is not null);

        submitted.Reverse();
        Assert.Equal(submitted, listed);
    }

    [Fact]
    public async Task Filters_narrow_the_list()
    {
        TaskView one = await _server.Admin.SubmitTrueAsync();
        TaskView other = await _server.Admin.SubmitTrueAsync();
        await _server.Admin.PostAsync($"/api/tasks/{one.TaskId}/cancel");

        Assert.Equal([one.TaskId], Ids(await ListAsync("?state=cancelled")));
        Assert.Equal([other.TaskId, one.TaskId], Ids(await ListAsync("?state=cancelled,queued")));
        Assert.Equal([other.TaskId, one.TaskId], Ids(await ListAsync("?state=cancelled&state=queued")));
        Assert.Equal([other.TaskId], Ids(await ListAsync($"?session_id={other.SessionId}")));
        Assert.Empty((await ListAsync("?q=false")).Tasks);
        Assert.Equal(2, (await ListAsync("?q=tru")).Tasks.Count);
        Assert.Equal(2, (await ListAsync("?from=2026-01-01&to=2026-01-02T00:00:00%2B01:00&q=TRUE")).Tasks.Count);
        Assert.Empty((await ListAsync("?to=2026-01-01T12:00:00Z")).Tasks);
        Assert.Empty((await ListAsync("?q=%22*%20OR%20(")).Tasks);
        Assert.All((await ListAsync("")).Tasks, task => Assert.True(task.Proven));
    }

    [Theory]
    [InlineData("?state=done", "unknown_state")]
    [InlineData("?state=queued,none", "unknown_state")]
    [InlineData("?limit=0", "invalid_limit")]
    [InlineData("?limit=201", "invalid_limit")]
    [InlineData("?limit=many", "invalid_limit")]
    [InlineData("?cursor=xyz", "invalid_cursor")]
    [InlineData("?session_id=1", "invalid_id")]
    [InlineData("?from=yesterday", "invalid_time")]
    [InlineData("?to=", "invalid_time")]
    [InlineData("?agent_id=laptop", "invalid_id")]
    public async Task What_is_no_filter_is_refused(string query, string code) =>
        (await _server.Admin.GetAsync("/api/tasks" + query)).AsProblem(400, code);

    [Fact]
    public async Task What_is_looked_for_is_not_endless() =>
        (await _server.Admin.GetAsync($"/api/tasks?q={new string('x', 501)}")).AsProblem(400, "invalid_q");

    private async Task<TaskPage> ListAsync(string query) =>
        (await _server.Admin.GetAsync("/api/tasks" + query)).As(TaskSyncJsonContext.Default.TaskPage);

    private static IEnumerable<TaskId> Ids(TaskPage page) => page.Tasks.Select(task => task.TaskId);
}
