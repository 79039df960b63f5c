using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Tasks;

public sealed class TaskReadSpecs : IAsyncLifetime
{
    private ApiServer _server = null!;
    private AgentDriver _agent = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _agent = await _server.ConnectAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_task_goes_its_way_from_queued_to_completed()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(task.TaskId);
        TaskView working = await _server.Admin.TaskAsync(task.TaskId);
        await _agent.EndAsync(task.TaskId);
        TaskView ended = await _server.Admin.TaskAsync(task.TaskId);

        Assert.Equal(
            (TaskState.Working, _agent.Id, true, "report"),
            (working.State, working.AgentId, working.Proven, working.Next!.Action));
        Assert.Equal(_server.Clock.GetUtcNow(), working.LastHeardAt);
        Assert.Equal((TaskState.Completed, 0, true), (ended.State, ended.ExitCode, ended.OutputComplete));
        Assert.Null(ended.Next);
    }

    [Fact]
    public async Task A_task_that_did_not_change_is_not_sent_again()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(task.TaskId);
        Reply first = await _server.Admin.GetAsync($"/api/tasks/{task.TaskId}");
        await _server.AdvanceAsync(TimeSpan.FromSeconds(1));
        await _agent.SyncAsync();

        // The agent was heard again and more output may have come: neither is part of the record.
        await _agent.SendOutputAsync(task.TaskId, [1, 2, 3], 0);
        Reply same = await _server.Admin.GetAsync(
            $"/api/tasks/{task.TaskId}", ("If-None-Match", first.ETag!));
        await _agent.EndAsync(task.TaskId, output: 3);
        Reply changed = await _server.Admin.GetAsync(
            $"/api/tasks/{task.TaskId}", ("If-None-Match", first.ETag!));

        Assert.Equal((304, 0, first.ETag), (same.Status, same.Bytes.Length, same.ETag));
        Assert.Equal(200, changed.Status);
    }

    [Fact]
    public async Task The_tag_changes_when_the_last_byte_of_output_is_there()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(task.TaskId);
        await _agent.EndAsync(task.TaskId, output: 3);
        Reply before = await _server.Admin.GetAsync($"/api/tasks/{task.TaskId}");

        await _agent.SendOutputAsync(task.TaskId, [1, 2, 3], 0);
        Reply after = await _server.Admin.GetAsync(
            $"/api/tasks/{task.TaskId}", ("If-None-Match", before.ETag!));

        Assert.False(before.As(TaskSyncJsonContext.Default.TaskView).OutputComplete);
        Assert.True(after.As(TaskSyncJsonContext.Default.TaskView).OutputComplete);
    }

    [Fact]
    public async Task A_wait_ends_when_the_task_changes()
    {
        TaskView task = await SubmitUnwantedAsync();
        string tag = (await _server.Admin.GetAsync($"/api/tasks/{task.TaskId}")).ETag!;

        Task held = _server.Clock.TimerOf(TimeSpan.FromSeconds(50));
        Task<Reply> waiting = _server.Admin.GetAsync($"/api/tasks/{task.TaskId}?wait=50", ("If-None-Match", tag));
        await Task.WhenAny(held, waiting);
        await _server.Admin.PostAsync($"/api/tasks/{task.TaskId}/cancel");
        TaskView seen = (await waiting).As(TaskSyncJsonContext.Default.TaskView);

        Assert.Equal((task.Version + 1, TaskState.Cancelled), (seen.Version, seen.State));
    }

    [Fact]
    public async Task A_wait_for_a_version_goes_on_past_older_ones()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(task.TaskId);
        long version = (await _server.Admin.TaskAsync(task.TaskId)).Version;

        Task<Reply> waiting = _server.Admin.GetAsync($"/api/tasks/{task.TaskId}?wait=60&version={version}");
        Reply atOnce = await _server.Admin.GetAsync(
            $"/api/tasks/{task.TaskId}?wait=60&version={version - 1}");
        await _agent.EndAsync(task.TaskId);

        Assert.Equal(TaskState.Working, atOnce.As(TaskSyncJsonContext.Default.TaskView).State);
        Assert.Equal(TaskState.Completed, (await waiting).As(TaskSyncJsonContext.Default.TaskView).State);
    }

    [Fact]
    public async Task Nobody_waits_for_a_task_that_is_over()
    {
        TaskView task = await SubmitUnwantedAsync();
        await _server.Admin.PostAsync($"/api/tasks/{task.TaskId}/cancel");
        Reply over = await _server.Admin.GetAsync($"/api/tasks/{task.TaskId}?wait=60");

        Reply same = await _server.Admin.GetAsync(
            $"/api/tasks/{task.TaskId}?wait=60", ("If-None-Match", over.ETag!));

        Assert.Equal((200, 304), (over.Status, same.Status));
    }

    [Fact]
    public async Task A_wait_whose_time_is_up_says_that_nothing_changed()
    {
        TaskView task = await SubmitUnwantedAsync();
        string tag = (await _server.Admin.GetAsync($"/api/tasks/{task.TaskId}")).ETag!;
        Reply? reply = null;

        await _server.Clock.RunOutAsync(TimeSpan.FromSeconds(5), async () => reply = await _server.Admin.GetAsync(
            $"/api/tasks/{task.TaskId}?wait=5", ("If-None-Match", tag)));

        Assert.Equal(304, reply?.Status);
    }

    [Theory]
    [InlineData("wait=0", "invalid_wait")]
    [InlineData("wait=61", "invalid_wait")]
    [InlineData("wait=-1", "invalid_wait")]
    [InlineData("wait=soon", "invalid_wait")]
    [InlineData("version=old", "invalid_version")]
    public async Task A_wait_that_is_none_is_refused(string query, string code)
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();

        (await _server.Admin.GetAsync($"/api/tasks/{task.TaskId}?{query}")).AsProblem(400, code);
    }

    [Theory]
    [InlineData("GET", "t_1", "")]
    [InlineData("GET", "s_00000000000000000000000000", "")]
    [InlineData("POST", "T_00000000000000000000000000", "/cancel")]
    [InlineData("POST", "1", "/retry")]
    [InlineData("GET", "t_0000000000000000000000000u", "/output")]
    public async Task An_id_that_is_none_is_refused(string method, string id, string call) =>
        (await _server.Admin.SendAsync(new HttpMethod(method), $"/api/tasks/{id}{call}")).AsProblem(400, "invalid_id");

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "?wait=60")]
    [InlineData("POST", "/cancel")]
    [InlineData("POST", "/retry")]
    [InlineData("GET", "/output")]
    public async Task A_task_that_is_not_there_is_not_found(string method, string call) =>
        (await _server.Admin.SendAsync(new HttpMethod(method), $"/api/tasks/{TaskId.Derive("none")}{call}")).AsProblem(404, "no_such_task");

    [Fact]
    public async Task An_agent_that_is_not_heard_for_ten_seconds_makes_its_task_unknown_before_anybody_reads_it(
        )
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(task.TaskId);
        await _server.AdvanceAsync(TimeSpan.FromSeconds(9));
        _server.Clock.Advance(
            TimeSpan.FromSeconds(1)); // No pass of the watcher since: the read commits it first.

        TaskView seen = await _server.Admin.TaskAsync(task.TaskId);
        TaskPage page = (await _server.Admin.GetAsync("/api/tasks")).As(TaskSyncJsonContext.Default.TaskPage);

        Assert.Equal((TaskState.Unknown, "orphan"), (seen.State, seen.Next!.Action));
        Assert.Equal(TaskState.Unknown, Assert.Single(page.Tasks).State);
        Assert.Equal(seen.Version, page.Tasks[0].Version);
    }

    [Fact]
    public async Task Cancelling_a_task_that_is_over_answers_with_its_final_state()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(task.TaskId);
        await _agent.EndAsync(task.TaskId, exitCode: 3);

        Reply reply = await _server.Admin.PostAsync($"/api/tasks/{task.TaskId}/cancel", "{}");

        Assert.Equal("failed", reply.AsProblem(409, "terminal").State);
    }

    [Fact]
    public async Task A_cancel_waits_for_the_process_and_force_does_not()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(task.TaskId);

        TaskView asked = (await _server.Admin.PostAsync($"/api/tasks/{task.TaskId}/cancel")).As(TaskSyncJsonContext.Default.TaskView);
        TaskView forced = (
            await _server.Admin.PostAsync($"/api/tasks/{task.TaskId}/cancel", """{"force": true}"""))
            .As(TaskSyncJsonContext.Default.TaskView);

        Assert.Equal((TaskState.Cancelling, "stop"), (asked.State, asked.Next!.Action));
        Assert.Equal((TaskState.Cancelled, TaskReason.Unconfirmed), (forced.State, forced.Reason));
        Assert.Equal("admin", forced.Timeline[^1].By);
    }

    /// <summary>A task that no agent takes, so that it stays as it is.</summary>
    private async Task<TaskView> SubmitUnwantedAsync() =>
        (await _server.Admin.SubmitAsync("""{"kind": "claude", "prompt": "x"}""")).As(TaskSyncJsonContext.Default.TaskView);
}
