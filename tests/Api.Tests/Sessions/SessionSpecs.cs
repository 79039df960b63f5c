using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Sessions;

public sealed class SessionSpecs : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_session_shows_its_tasks_in_order()
    {
        TaskView first = await _server.Admin.SubmitTrueAsync();
        TaskView second = await _server.Admin.SubmitTrueAsync(first.SessionId);

        SessionView session = (await _server.Admin.GetAsync($"/api/sessions/{first.SessionId}")).As(TaskSyncJsonContext.Default.SessionView);

        Assert.Equal([first.TaskId, second.TaskId], session.Tasks.Select(task => task.TaskId));
        Assert.Equal(2, session.Session.Counts.Queued);
    }

    [Fact]
    public async Task What_did_not_change_is_not_sent_again()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        Reply list = await _server.Admin.GetAsync("/api/sessions");
        Reply item = await _server.Admin.GetAsync($"/api/sessions/{task.SessionId}");

        Assert.Equal(
            304, (await _server.Admin.GetAsync("/api/sessions", ("If-None-Match", list.ETag!))).Status);
        Assert.Equal(304, (await _server.Admin.GetAsync($"/api/sessions/{task.SessionId}", ("If-None-Match", item.ETag!))).Status);
        await _server.Admin.PostAsync($"/api/tasks/{task.TaskId}/cancel");
        Assert.Equal(
            200, (await _server.Admin.GetAsync("/api/sessions", ("If-None-Match", list.ETag!))).Status);
        Assert.Equal(200, (await _server.Admin.GetAsync($"/api/sessions/{task.SessionId}", ("If-None-Match", item.ETag!))).Status);
    }

    [Fact]
    public async Task A_tag_of_before_a_backup_was_restored_is_not_taken_for_one_of_after_it()
    {
        // As after a restore: the same ids, versions and change numbers, and another story.
        await using ApiServer restored = await ApiServer.StartAsync();
        Reply before = await _server.Admin.SubmitAsync("""{"kind": "command", "argv": ["a"]}""", "key");
        Reply after = await restored.Admin.SubmitAsync("""{"kind": "command", "argv": ["b"]}""", "key");
        TaskView task = before.As(TaskSyncJsonContext.Default.TaskView);
        Assert.Equal(task.TaskId, after.As(TaskSyncJsonContext.Default.TaskView).TaskId);

        foreach (string path in new[] { "/api/sessions", $"/api/sessions/{task.SessionId}", $"/api/tasks/{task.TaskId}" })
        {
            Reply known = await _server.Admin.GetAsync(path);
            Reply asked = await restored.Admin.GetAsync(path, ("If-None-Match", known.ETag!));
            Assert.Equal((path, 200), (path, asked.Status));
        }
    }

    [Fact]
    public async Task A_session_is_renamed_and_put_away()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();

        SessionView named = await PatchAsync(task.SessionId, """{"title": "The mending"}""");
        SessionView away = await PatchAsync(task.SessionId, """{"archived": true, "title": ""}""");

        Assert.Equal("The mending", named.Session.Title);
        Assert.Equal("true", away.Session.Title);
        Assert.NotNull(away.Session.ArchivedAt);
        Assert.Empty((await _server.Admin.GetAsync("/api/sessions")).As(TaskSyncJsonContext.Default.SessionPage).Sessions);
        Assert.Single((await _server.Admin.GetAsync("/api/sessions?archived=true")).As(TaskSyncJsonContext.Default.SessionPage).Sessions);
    }

    [Fact]
    public async Task A_session_is_moved_to_an_agent_by_its_name()
    {
        AgentDriver agent = await _server.ConnectAsync("desk");
        TaskView task = await _server.Admin.SubmitTrueAsync();

        Reply moved = await _server.Admin.PostAsync(
            $"/api/sessions/{task.SessionId}/move", """{"agent": "desk"}""");
        Reply nowhere = await _server.Admin.PostAsync(
            $"/api/sessions/{task.SessionId}/move", """{"agent": "attic"}""");
        Reply incomplete = await _server.Admin.PostAsync($"/api/sessions/{task.SessionId}/move", "{}");

        Assert.Equal(agent.Id, moved.As(TaskSyncJsonContext.Default.SessionView).Session.AgentId);
        nowhere.AsProblem(400, "invalid");
        Assert.Equal("agent", Assert.Single(incomplete.AsProblem(400, "invalid").Errors!).Field);
    }

    [Fact]
    public async Task A_session_with_a_task_at_work_stays_where_it_is_and_says_why()
    {
        AgentDriver agent = await _server.ConnectAsync("desk");
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await agent.StartAsync(task.TaskId);
        await _server.ConnectAsync("attic");

        Reply refused = await _server.Admin.PostAsync(
            $"/api/sessions/{task.SessionId}/move", """{"agent": "attic"}""");
        await agent.EndAsync(task.TaskId);
        Reply moved = await _server.Admin.PostAsync(
            $"/api/sessions/{task.SessionId}/move", """{"agent": "attic"}""");

        Assert.Contains(task.TaskId.Value, refused.AsProblem(409, "session_busy").Detail, StringComparison.Ordinal);
        Assert.NotEqual(agent.Id, moved.As(TaskSyncJsonContext.Default.SessionView).Session.AgentId);
    }

    [Fact]
    public async Task A_person_continues_past_a_process_that_nobody_saw_end()
    {
        AgentDriver agent = await _server.ConnectAsync();
        TaskView first = await _server.Admin.SubmitTrueAsync();
        await agent.StartAsync(first.TaskId);
        TaskView second = await _server.Admin.SubmitTrueAsync(first.SessionId);
        await _server.Admin.PostAsync($"/api/tasks/{first.TaskId}/cancel", """{"force": true}""");

        TaskView held = await _server.Admin.TaskAsync(second.TaskId);
        await _server.Admin.PostAsync($"/api/sessions/{first.SessionId}/continue", "{}");
        TaskView free = await _server.Admin.TaskAsync(second.TaskId);

        Assert.Equal("wait_for_proof", held.Next!.Action);
        Assert.Equal("start", free.Next!.Action);
    }

    [Theory]
    [InlineData("GET", "", null)]
    [InlineData("PATCH", "", """{"title": "x"}""")]
    [InlineData("POST", "/continue", "{}")]
    public async Task A_session_that_is_not_there_is_not_found(string method, string call, string? body) =>
        (await _server.Admin.SendAsync(new HttpMethod(method), $"/api/sessions/{SessionId.Derive("none")}{call}", body))
            .AsProblem(404, "no_such_session");

    [Theory]
    [InlineData("GET", "/api/sessions/s_1", null, "invalid_id")]
    [InlineData("GET", "/api/sessions?archived=yes", null, "invalid_archived")]
    [InlineData("GET", "/api/sessions?cursor=x", null, "invalid_cursor")]
    [InlineData("GET", "/api/sessions?limit=x", null, "invalid_limit")]
    [InlineData("PATCH", "/api/sessions/s_00000000000000000000000000", """{"name": "x"}""", "invalid")]
    [InlineData("PATCH", "/api/sessions/s_00000000000000000000000000", """{"title": "a\nb"}""", "invalid")]
    public async Task What_makes_no_sense_is_refused(string method, string path, string? body, string code) =>
        (await _server.Admin.SendAsync(new HttpMethod(method), path, body)).AsProblem(400, code);

    private async Task<SessionView> PatchAsync(SessionId session, string body) =>
        (await _server.Admin.SendAsync(HttpMethod.Patch, $"/api/sessions/{session}", body)).As(TaskSyncJsonContext.Default.SessionView);
}
