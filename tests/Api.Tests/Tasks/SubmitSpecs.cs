using TaskSync.Api.Problems;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Tasks;

public sealed class SubmitSpecs : IAsyncLifetime
{
    private const string True = """{"kind": "command", "argv": ["true"]}""";

    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_new_task_is_answered_with_its_place()
    {
        Reply reply = await _server.Admin.SubmitAsync(True);

        TaskView task = reply.As(TaskSyncJsonContext.Default.TaskView);
        Assert.Equal(201, reply.Status);
        Assert.Equal($"/api/tasks/{task.TaskId}", reply.Headers.Location?.ToString());
        Assert.Equal((TaskState.Queued, 1L, "true"), (task.State, task.Version, task.Title));
        Assert.Matches("^\"1\\.[0-9a-f]+\"$", reply.ETag);
        Assert.Equal("No agent is enrolled.", task.Next?.Message);
        Assert.Equal(task.TaskId, (await _server.Admin.TaskAsync(task.TaskId)).TaskId);
    }

    [Theory]
    [InlineData(True)]
    [InlineData("""{"kind": "command", "argv": ["a b", "ü"], "env": {"B": "1", "A": "2"}, "cwd": "/w/"}""")]
    [InlineData("""{"kind": "claude", "prompt": "Mend it.", "labels": ["x", "x"], "model": "m"}""")]
    [InlineData("""{"kind": "codex", "prompt": "Now.", "queue_expiry_seconds": 60, "title": "t"}""")]
    public async Task What_a_submit_answers_is_what_is_read_afterwards(string request)
    {
        Reply answered = await _server.Admin.SubmitAsync(request);

        Reply read = await _server.Admin.GetAsync(answered.Headers.Location!.ToString());
        Assert.Equal((read.Body, read.ETag), (answered.Body, answered.ETag));
    }

    [Fact]
    public async Task What_a_submit_to_a_session_answers_is_what_is_read_afterwards()
    {
        TaskView first = await _server.Admin.SubmitTrueAsync();

        Reply answered = await _server.Admin.SubmitAsync(
            $$"""{"kind": "command", "argv": ["true"], "session_id": "{{first.SessionId}}"}""");

        Reply read = await _server.Admin.GetAsync(answered.Headers.Location!.ToString());
        Assert.Equal((read.Body, read.ETag), (answered.Body, answered.ETag));
    }

    [Fact]
    public async Task The_same_request_with_the_same_key_is_the_same_task()
    {
        TaskView first = (
            await _server.Admin.SubmitAsync(True, "key")).As(TaskSyncJsonContext.Default.TaskView);

        // Another order of fields, and a default spelled out: the same request all the same.
        Reply again = await _server.Admin.SubmitAsync(
            """{"argv": ["true"], "timeout_seconds": 1800, "kind": "command"}""", "key");

        Assert.Equal(200, again.Status);
        Assert.Equal(first.TaskId, again.As(TaskSyncJsonContext.Default.TaskView).TaskId);
    }

    [Fact]
    public async Task Another_request_with_the_same_key_is_refused()
    {
        await _server.Admin.SubmitAsync(True, "key");

        Reply other = await _server.Admin.SubmitAsync("""{"kind": "command", "argv": ["false"]}""", "key");

        other.AsProblem(422, "key_reused");
        Assert.Single((await ListAsync()).Tasks);
    }

    [Fact]
    public async Task The_same_key_for_another_session_is_refused()
    {
        TaskView first = await _server.Admin.SubmitTrueAsync();
        await _server.Admin.SubmitAsync(True, "key");

        Reply other = await _server.Admin.SubmitAsync(
            $$"""{"kind": "command", "argv": ["true"], "session_id": "{{first.SessionId}}"}""", "key");

        other.AsProblem(422, "key_reused");
    }

    [Fact]
    public async Task A_session_that_is_named_must_exist()
    {
        Reply reply = await _server.Admin.SubmitAsync(
            $$"""{"kind": "command", "argv": ["true"], "session_id": "{{SessionId.Derive("none")}}"}""");

        reply.AsProblem(404, "no_such_session");
        Assert.Empty((await ListAsync()).Tasks);
    }

    [Fact]
    public async Task Tasks_of_one_session_are_ordered()
    {
        TaskView first = await _server.Admin.SubmitTrueAsync();
        TaskView second = await _server.Admin.SubmitTrueAsync(first.SessionId);

        Assert.Equal((1L, 2L), (first.Ordinal, second.Ordinal));
        Assert.Equal("wait_for_turn", second.Next?.Action);
    }

    [Theory]
    [InlineData("claude")]
    [InlineData("codex")]
    public async Task Coding_agents_are_accepted_and_wait_for_somebody_who_offers_them(string kind)
    {
        await _server.ConnectAsync();

        TaskView task = (await _server.Admin.SubmitAsync($$"""{"kind": "{{kind}}", "prompt": "Mend it.\nThen test it."}"""))
            .As(TaskSyncJsonContext.Default.TaskView);

        Assert.Equal("Mend it.", task.Title);
        Assert.Equal(
            ("wait_for_agent", $"No agent offers kind {kind}."), (task.Next?.Action, task.Next?.Message));
    }

    [Fact]
    public async Task Values_of_the_environment_are_never_shown()
    {
        Reply reply = await _server.Admin.SubmitAsync(
            """{"kind": "command", "argv": ["true"], "env": {"TOKEN": "canary"}}""");

        Assert.Equal(["TOKEN"], reply.As(TaskSyncJsonContext.Default.TaskView).EnvNames);
        Assert.DoesNotContain("canary", reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(_server.Log.Lines, line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_retry_is_the_same_work_in_the_same_session_once()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        (await _server.Admin.PostAsync($"/api/tasks/{task.TaskId}/retry")).AsProblem(409, "not_over");
        await _server.Admin.PostAsync($"/api/tasks/{task.TaskId}/cancel");

        Reply once = await _server.Admin.PostAsync($"/api/tasks/{task.TaskId}/retry");
        Reply twice = await _server.Admin.PostAsync($"/api/tasks/{task.TaskId}/retry");

        TaskView again = once.As(TaskSyncJsonContext.Default.TaskView);
        Assert.Equal((201, 200), (once.Status, twice.Status));
        Assert.Equal(again.TaskId, twice.As(TaskSyncJsonContext.Default.TaskView).TaskId);
        Assert.Equal(
            (task.SessionId, task.TaskId, 2L), (again.SessionId, again.RetryOf!.Value, again.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("""{"kind": "command", "argv": ["true"]} {}""")]
    [InlineData("""{"kind": "command", "argv": ["\ud800"]}""")]
    public async Task What_is_no_json_object_is_refused(string body)
    {
        Reply reply = await _server.Admin.SubmitAsync(body);

        Assert.True(reply.Status == 400, $"{reply.Status}: {reply.Body}");
        Assert.Contains(reply.AsProblem(400, Code(reply)).Code, (string[])["invalid_json", "invalid"]);
        Assert.Empty((await ListAsync()).Tasks);
    }

    [Fact]
    public async Task Unknown_fields_are_refused_by_name()
    {
        Problem problem = (await _server.Admin.SubmitAsync("""{"kind": "command", "argv": ["true"], "timeout": 3}""")).AsProblem(400, "invalid");

        Assert.Equal("timeout", Assert.Single(problem.Errors!).Field);
        Assert.Contains("timeout_seconds", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_of_the_wrong_kind_is_refused_by_name()
    {
        Problem problem = (await _server.Admin.SubmitAsync("""{"kind": "command", "argv": "true"}""")).AsProblem(400, "invalid");

        Assert.Equal("argv", Assert.Single(problem.Errors!).Field);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        Problem problem = (await _server.Admin.SubmitAsync("""{"kind": "dance", "timeout_seconds": -1, "agent": "nobody"}"""))
            .AsProblem(400, "invalid");

        Assert.Equal(["kind", "agent", "timeout_seconds"], problem.Errors!.Select(error => error.Field));
        Assert.Empty((await ListAsync()).Tasks);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        string prompt = new('x', Limits.BodyBytes);

        Reply reply = await _server.Admin.SubmitAsync($$"""{"kind": "claude", "prompt": "{{prompt}}"}""");

        reply.AsProblem(413, "too_large");
    }

    [Fact]
    public async Task A_prompt_over_one_mebibyte_is_refused()
    {
        Reply reply = await _server.Admin.SubmitAsync(
            $$"""{"kind": "claude", "prompt": "{{new string('x', Limits.PromptBytes + 1)}}"}""");

        Assert.Equal("prompt", Assert.Single(reply.AsProblem(400, "invalid").Errors!).Field);
    }

    [Fact]
    public async Task A_prompt_of_one_mebibyte_is_taken()
    {
        string prompt = new('x', Limits.PromptBytes);

        TaskView task = (await _server.Admin.SubmitAsync($$"""{"kind": "claude", "prompt": "{{prompt}}"}""")).As(TaskSyncJsonContext.Default.TaskView);

        Assert.Equal(prompt, task.Prompt);
        Assert.Equal(Limits.TitleLength, task.Title.Length);
    }

    [Fact]
    public async Task A_body_that_is_not_called_json_is_refused()
    {
        using var content = new StringContent(True);
        using HttpResponseMessage response = await _server.Admin.Http.PostAsync("/api/tasks", content);

        (await Reply.ReadAsync(response)).AsProblem(415, "not_json");
    }

    [Theory]
    [InlineData("a\tb", 1)]
    [InlineData("k", 201)]
    public async Task A_key_that_is_none_is_refused(string part, int times)
    {
        Reply reply = await _server.Admin.SubmitAsync(True, string.Concat(Enumerable.Repeat(part, times)));

        reply.AsProblem(400, "invalid_key");
    }

    [Fact]
    public async Task A_folder_outside_the_roots_of_all_agents_is_refused()
    {
        await _server.ConnectAsync();

        Problem problem = (
            await _server.Admin.SubmitAsync("""{"kind": "command", "argv": ["true"], "cwd": "/workshop"}"""))
            .AsProblem(400, "invalid");
        Reply within = await _server.Admin.SubmitAsync(
            """{"kind": "command", "argv": ["true"], "cwd": "/work/shop", "agent": "laptop"}""");

        Assert.Equal("cwd", Assert.Single(problem.Errors!).Field);
        Assert.Equal(201, within.Status);
    }

    [Fact]
    public async Task A_follow_up_without_a_folder_runs_in_that_of_its_session()
    {
        await _server.ConnectAsync();
        TaskView first = (await _server.Admin.SubmitAsync("""{"kind": "command", "argv": ["true"], "cwd": "/work/shop"}"""))
            .As(TaskSyncJsonContext.Default.TaskView);
        string followUp = $$"""{"kind": "command", "argv": ["true"], "session_id": "{{first.SessionId}}"}""";

        TaskView next = (await _server.Admin.SubmitAsync(followUp, "next")).As(TaskSyncJsonContext.Default.TaskView);
        Reply again = await _server.Admin.SubmitAsync(followUp, "next");

        Assert.Equal("/work/shop", next.Cwd);
        Assert.Equal(200, again.Status);
    }

    private static string Code(Reply reply) =>
        System.Text.Json.JsonDocument.Parse(reply.Bytes).RootElement.GetProperty("code").GetString()!;

    private async Task<TaskPage> ListAsync() =>
        (await _server.Admin.GetAsync("/api/tasks")).As(TaskSyncJsonContext.Default.TaskPage);
}
