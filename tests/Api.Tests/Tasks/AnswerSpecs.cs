using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Tasks;

public sealed class AnswerSpecs : IAsyncLifetime
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
    public async Task A_question_is_shown_answered_once_and_gone_when_the_task_goes_on()
    {
        TaskView task = await AskAsync();
        Assert.Equal(
            (TaskState.InputRequired, "q", "Bash", """{"command":"ls"}"""),
            (task.State, task.Question?.RequestId, task.Question?.Tool, task.Question?.Input));

        TaskView answered = (await AnswerAsync(task, """{"request_id": "q", "behavior": "deny", "text": "Not there."}"""))
            .As(TaskSyncJsonContext.Default.TaskView);
        Reply second = await AnswerAsync(task, """{"request_id": "q", "behavior": "allow"}""");

        Assert.Equal((AnswerBehavior.Deny, "Not there.", "admin"),
            (answered.Answer!.Behavior, answered.Answer.Text, answered.Answer.By));
        Assert.Equal((task.Version + 1, "deliver"), (answered.Version, answered.Next!.Action));
        Assert.Equal(TaskReason.Answered, answered.Timeline[^1].Reason);
        second.AsProblem(409, "not_asked");
        SyncAnswer sync = await _agent.SyncAsync();
        Assert.Equal("Not there.", Assert.Single(sync.Orders).Answer?.Text);
        await _agent.ResumeAsync(task.TaskId);
        TaskView resumed = await _server.Admin.TaskAsync(task.TaskId);
        Assert.Equal((TaskState.Working, null, null), (resumed.State, resumed.Question, resumed.Answer));
    }

    [Theory]
    [InlineData("""{"request_id": "other", "behavior": "allow"}""", 409, "not_asked")]
    [InlineData("""{"behavior": "allow"}""", 400, "invalid")]
    [InlineData("""{"request_id": "q"}""", 400, "invalid")]
    [InlineData("""{"request_id": "q", "behavior": "maybe"}""", 400, "invalid")]
    [InlineData("""{"request_id": "q", "behavior": "allow", "surprise": 1}""", 400, "invalid")]
    [InlineData("{", 400, "invalid_json")]
    public async Task An_answer_that_is_none_is_refused(string body, int status, string code) =>
        (await AnswerAsync(await AskAsync(), body)).AsProblem(status, code);

    [Fact]
    public async Task What_asks_nothing_or_is_over_or_is_not_there_takes_no_answer()
    {
        const string Allow = """{"request_id": "q", "behavior": "allow"}""";
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(task.TaskId);

        (await AnswerAsync(task, Allow)).AsProblem(409, "not_asked");
        await _agent.EndAsync(task.TaskId);
        (await AnswerAsync(task, Allow)).AsProblem(409, "terminal");
        (await _server.Admin.PostAsync($"/api/tasks/{TaskId.Derive("none")}/answer", Allow)).AsProblem(404, "no_such_task");
    }

    private async Task<TaskView> AskAsync()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(task.TaskId);
        await _agent.AskAsync(task.TaskId, "q");
        return await _server.Admin.TaskAsync(task.TaskId);
    }

    private Task<Reply> AnswerAsync(TaskView task, string body) =>
        _server.Admin.PostAsync($"/api/tasks/{task.TaskId}/answer", body);
}
