using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using TaskSync.Api.Feed;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Steps;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Steps;

public sealed class StepsSpecs : IAsyncLifetime
{
    private const string Words =
        """{"type":"assistant","message":{"content":[{"type":"text","text":"Hi"}]},"session_id":"c-1"}""" + "\n";

    private const string Result = """{"type":"result","is_error":false,"result":"Done.","session_id":"c-1"}""" + "\n";

    private ApiServer _server = null!;
    private AgentDriver _agent = null!;
    private TaskView _task = null!;
    private int _sent;

    private string Path => $"/api/tasks/{_task.TaskId}/steps";

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _agent = await _server.ConnectAsync(
            offer: AgentDriver.PlainOffer with { Kinds = [TaskKind.Command, TaskKind.Claude] });
        _task = (await _server.Admin.SubmitAsync("""{"kind": "claude", "prompt": "Look"}"""))
            .As(TaskSyncJsonContext.Default.TaskView);
        await _agent.StartAsync(_task.TaskId);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Steps_are_there_as_soon_as_their_line_is()
    {
        await WriteAsync(Words);
        await WriteAsync(Result[..20]);

        StepPage page = await ReadAsync();

        Assert.Equal((StepKind.Text, "Hi", 0L), Assert.Single(page.Steps) is var step ? (step.Kind, step.Text, step.At) : default);
        Assert.Equal((1, (long)Words.Length, false), (page.Attempt, page.Next, page.Complete));
    }

    [Fact]
    public async Task One_goes_on_behind_what_one_has_until_it_is_complete()
    {
        await WriteAsync(Words);
        StepPage first = await ReadAsync();
        await WriteAsync(Words + Result);
        StepPage second = await ReadAsync($"?after={first.Next}&limit=1");
        StepPage third = await ReadAsync($"?after={second.Next}&attempt=1");
        await _agent.EndAsync(_task.TaskId, output: _sent);
        StepPage last = await ReadAsync($"?after={third.Next}");

        Assert.Equal([StepKind.Text, StepKind.Result], [second.Steps.Single().Kind, third.Steps.Single().Kind]);
        Assert.Equal((Words.Length, false, false), (second.Steps.Single().At, second.Complete, third.Complete));
        Assert.Empty(last.Steps);
        Assert.Equal((true, (long)_sent), (last.Complete, last.Next));
    }

    [Fact]
    public async Task The_end_of_the_output_ends_its_last_line()
    {
        await WriteAsync(Words.TrimEnd());
        StepPage before = await ReadAsync();
        await _agent.EndAsync(_task.TaskId, output: _sent);
        StepPage after = await ReadAsync();

        Assert.Empty(before.Steps);
        Assert.Equal((1, true), (after.Steps.Count, after.Complete));
    }

    [Fact]
    public async Task Output_that_is_still_on_its_way_is_not_complete()
    {
        await WriteAsync(Words);
        await _agent.EndAsync(_task.TaskId, output: _sent + Result.Length);
        StepPage before = await ReadAsync();
        await WriteAsync(Result);

        Assert.False(before.Complete);
        Assert.True((await ReadAsync()).Complete);
    }

    [Fact]
    public async Task A_plain_command_takes_no_steps()
    {
        TaskView command = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(command.TaskId);
        await _agent.SendOutputAsync(command.TaskId, Encoding.UTF8.GetBytes(Words), 0);
        await _agent.EndAsync(command.TaskId, output: Words.Length);

        StepPage page = (await _server.Admin.GetAsync($"/api/tasks/{command.TaskId}/steps"))
            .As(TaskSyncJsonContext.Default.StepPage);

        Assert.Empty(page.Steps);
        Assert.True(page.Complete);
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        (await _server.Admin.GetAsync($"/api/tasks/{TaskId.Derive("other")}/steps")).AsProblem(404, "no_such_task");
        (await _server.Admin.GetAsync($"{Path}?attempt=2")).AsProblem(404, "no_such_attempt");
        (await _server.Admin.GetAsync($"{Path}?after=-1")).AsProblem(400, "invalid_offset");
        (await _server.Admin.GetAsync($"{Path}?limit=501")).AsProblem(400, "invalid_limit");
    }

    [Fact]
    public async Task The_feed_hints_that_there_is_more_and_gathers_what_comes_fast()
    {
        await using EventReader events = await EventReader.OpenAsync(_server.Admin, "/api/changes");
        await events.NextAsync("beat");

        await WriteAsync(Words);
        JsonElement first = await events.NextAsync("output");
        Task pause = _server.Clock.NextTimer();
        await WriteAsync(Words);
        await pause;
        await WriteAsync(Words);
        _server.Clock.Advance(OutputHints.HintEvery);
        JsonElement second = await events.NextAsync("output");

        Assert.Equal(_task.TaskId.Value, first.GetProperty("task_id").GetString());
        Assert.Equal((1, Words.Length), (first.GetProperty("attempt").GetInt32(), first.GetProperty("bytes").GetInt32()));
        Assert.Equal(3 * Words.Length, second.GetProperty("bytes").GetInt32());
    }

    [Fact]
    public async Task A_hint_has_no_place_in_the_feed_and_comes_only_to_who_follows_its_session()
    {
        TaskView other = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(other.TaskId);
        await using EventReader mine = await FollowAsync(_task.SessionId);
        await using EventReader theirs = await FollowAsync(other.SessionId);

        await WriteAsync(Words);
        SseItem<string>? hint = await mine.NextAsync();
        await _agent.EndAsync(other.TaskId);
        SseItem<string>? row = await theirs.NextAsync();

        Assert.Equal(("output", null), (hint?.EventType, hint?.EventId));
        Assert.NotEqual("output", row?.EventType);
    }

    private async Task<EventReader> FollowAsync(SessionId session)
    {
        EventReader events = await EventReader.OpenAsync(_server.Admin, $"/api/changes?session_id={session}");
        await events.NextAsync("beat");
        return events;
    }

    private async Task WriteAsync(string text)
    {
        await _agent.SendOutputAsync(_task.TaskId, Encoding.UTF8.GetBytes(text), _sent);
        _sent += text.Length;
    }

    private async Task<StepPage> ReadAsync(string query = "") =>
        (await _server.Admin.GetAsync(Path + query)).As(TaskSyncJsonContext.Default.StepPage);
}
