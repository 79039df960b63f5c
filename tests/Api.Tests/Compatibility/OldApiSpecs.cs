using TaskSync.Api.Compatibility;
using TaskSync.Api.Problems;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Tasks;

namespace TaskSync.Api.Tests.Compatibility;

public sealed class OldApiSpecs : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_script_of_before_submits_polls_and_finds_it_in_the_history()
    {
        AgentDriver agent = await _server.ConnectAsync(offer: AgentDriver.PlainOffer with { Kinds = [TaskKind.Claude] });
        OldAccepted task = await SubmitAsync("""{"agent_url": "http://localhost:9000", "prompt": "Look\nat it", "tier": "fast"}""");
        string queued = (await GetAsync(
            $"/api/task/{task.TaskId}?agent_url=http%3A%2F%2Flocalhost%3A9000&session_id={task.SessionId}")).State;
        await agent.StartAsync(new TaskId(task.TaskId));
        string working = (await GetAsync($"/api/task/{task.TaskId}")).State;
        await agent.EndAsync(new TaskId(task.TaskId), exitCode: 3);
        OldTask ended = await GetAsync($"/api/task/{task.TaskId}");

        Assert.Equal(("queued", "queued", "working", "failed"), (task.State, queued, working, ended.State));
        Assert.Equal(("Look\nat it", 3), (ended.Prompt, ended.ExitCode));
        Assert.NotNull(ended.Error);
        Assert.NotNull(ended.CompletedAt);
        Assert.Equal(ended, await GetAsync($"/api/history/{task.TaskId}?agent_url=anything"));
    }

    [Fact]
    public async Task What_is_under_way_or_in_doubt_is_working()
    {
        Assert.Equal(
            ["queued", "working", "working", "working", "working", "completed", "failed", "cancelled"],
            Enum.GetValues<TaskState>().Skip(1).Select(OldStates.Of));
        (await _server.Admin.GetAsync($"/api/task/{TaskId.Derive("none")}")).AsProblem(404, "no_such_task");
        (await _server.Admin.GetAsync("/api/history/42")).AsProblem(400, "invalid_id");
    }

    [Fact]
    public async Task A_session_goes_on_by_our_id_or_by_a_name_of_the_scripts_own()
    {
        OldAccepted first = await SubmitAsync("""{"prompt": "a", "session_id": "0b7e2c54-own-uuid"}""");
        OldAccepted byName = await SubmitAsync("""{"prompt": "b", "session_id": "0b7e2c54-own-uuid"}""");
        OldAccepted byId = await SubmitAsync($$"""{"prompt": "c", "session_id": "{{first.SessionId}}"}""");
        OldAccepted other = await SubmitAsync("""{"prompt": "d"}""");

        Assert.Equal((first.SessionId, first.SessionId), (byName.SessionId, byId.SessionId));
        Assert.NotEqual(first.SessionId, other.SessionId);
    }

    [Fact]
    public async Task The_history_has_pages_and_what_is_in_progress()
    {
        for (int i = 1; i <= 5; i++) await SubmitAsync($$"""{"prompt": "task {{i}}"}""");

        OldHistory first = await HistoryAsync("?limit=2");
        OldHistory third = await HistoryAsync("?limit=2&page=3");
        OldHistory beyond = await HistoryAsync("?limit=2&page=9");

        Assert.Equal(["task 5", "task 4"], first.Entries.Select(task => task.Prompt));
        Assert.Equal((true, false), (first.HasMore, third.HasMore));
        Assert.Equal("task 1", Assert.Single(third.Entries).Prompt);
        Assert.Empty(beyond.Entries);
        (await _server.Admin.GetAsync("/api/history?page=0")).AsProblem(400, "invalid_page");
        (await _server.Admin.GetAsync("/api/history?limit=101")).AsProblem(400, "invalid_limit");
    }

    [Fact]
    public async Task A_key_makes_a_call_repeatable_and_a_mistake_is_named()
    {
        const string Body = """{"prompt": "once"}""";
        Reply first = await _server.Admin.PostAsync("/api/task", Body, ("Idempotency-Key", "k"));
        Reply again = await _server.Admin.PostAsync("/api/task", Body, ("Idempotency-Key", "k"));

        Assert.Equal((201, 200, first.Body), (first.Status, again.Status, again.Body));
        Assert.Equal("prompt", Assert.Single((
            await _server.Admin.PostAsync("/api/task", "{}")).AsProblem(400, "invalid").Errors!).Field);
    }

    private async Task<OldAccepted> SubmitAsync(string body) =>
        (await _server.Admin.PostAsync("/api/task", body)).As(ApiJson.Default.OldAccepted);

    private async Task<OldTask> GetAsync(string path) => (await _server.Admin.GetAsync(path)).As(ApiJson.Default.OldTask);

    private async Task<OldHistory> HistoryAsync(string query) =>
        (await _server.Admin.GetAsync($"/api/history{query}")).As(ApiJson.Default.OldHistory);
}
