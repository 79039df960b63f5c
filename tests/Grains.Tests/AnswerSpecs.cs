using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Tests.Fixture;

namespace TaskSync.Grains.Tests;

public sealed class AnswerSpecs : IDisposable
{
    private readonly GrainWorld _world = new();
    private readonly TestAgent _agent;
    private readonly AttemptOrder _order;

    public AnswerSpecs()
    {
        _world.Submit();
        _agent = new TestAgent(_world).Connect();
        _order = _agent.Run();
        _agent.Hold(_order, AttemptPhase.Waiting);
        _agent.Sync(_agent.Report(_order, ReportKind.InputRequired) with
        {
            Question = new() { RequestId = "q", Tool = "Bash", Input = "{}" },
        });
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void An_answer_is_in_every_sync_until_the_attempt_goes_on()
    {
        Assert.Null(Kept().Answer);
        Answer();

        Assert.Equal("Not there.", Kept().Answer?.Text);
        Assert.Equal("Not there.", Kept().Answer?.Text);
        _agent.Hold(_order, AttemptPhase.Running);
        _agent.Sync(_agent.Report(_order, ReportKind.Resumed));
        Assert.Null(Kept().Answer);
        Assert.Equal(TaskState.Working, _world.Read(_order.TaskId).State);
    }

    [Fact]
    public void An_answer_calls_the_agent_at_once()
    {
        Task<bool> wait = _world.Start(() => _world.Agent(_agent.Id).WaitForWork());
        Answer();

        Assert.True(wait.IsCompletedSuccessfully);
    }

    [Fact]
    public void Question_and_answer_outlive_the_server()
    {
        _world.Restart();
        _agent.Connect();
        Assert.Equal("q", Kept().Asks);
        Answer();
        _world.Restart();
        _agent.Connect();

        Assert.Equal(("q", AnswerBehavior.Deny), (Kept().Asks, Kept().Answer?.Behavior));
    }

    [Fact]
    public void An_answer_that_is_given_while_the_agent_is_away_waits_for_it()
    {
        _world.Live(TimeSpan.FromSeconds(12));
        Assert.Equal(TaskState.Unknown, _world.Read(_order.TaskId).State);
        Answer();
        _agent.Connect();

        Assert.Equal(TaskState.InputRequired, _world.Read(_order.TaskId).State);
        Assert.Equal("Not there.", Kept().Answer?.Text);
    }

    [Fact]
    public void The_second_answer_and_one_to_another_question_are_refused()
    {
        Assert.Equal(Refusal.NotAsked, Answer("other").Code);
        Assert.Equal(Refusal.None, Answer().Code);
        Assert.Equal(Refusal.NotAsked, Answer().Code);
    }

    private TaskOutcome Answer(string question = "q") =>
        _world.Do(() => _world.Task(_order.TaskId).Answer(question, AnswerBehavior.Deny, "Not there.", "ada"));

    private AttemptOrder Kept() => Assert.Single(_agent.Sync().Orders, order => order.Kind == OrderKind.Keep);
}
