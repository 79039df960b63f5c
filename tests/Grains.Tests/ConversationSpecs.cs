using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Tests.Fixture;

namespace TaskSync.Grains.Tests;

public sealed class ConversationSpecs : IDisposable
{
    private static readonly TaskSpec Prompt = new() { Kind = TaskKind.Claude, Prompt = "Why?", Title = "Why" };
    private static readonly Conversation Held = new() { Id = "c-1", Cwd = "/work", CostUsd = 0.5m };

    private readonly GrainWorld _world = new();
    private readonly TestAgent _agent;

    public ConversationSpecs() => _agent = Connect("laptop");

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_follow_up_goes_on_with_what_the_task_before_it_reported()
    {
        _world.Submit(spec: Prompt);
        TaskId next = _world.Submit(spec: Prompt);
        AttemptOrder first = _agent.Run();
        Assert.Null(first.Resumes);

        AttemptOrder start = End(first, Held).Orders.Single(order => order.Kind == OrderKind.Start);
        Assert.Equal((next, Held), (start.TaskId, start.Resumes));
    }

    [Fact]
    public void A_start_that_is_repeated_after_a_restart_of_the_server_says_the_same()
    {
        _world.Submit(spec: Prompt);
        TaskId next = _world.Submit(spec: Prompt);
        End(_agent.Run(), Held);
        Assert.Equal(Custody.Offered, _world.Read(next).Custody);

        _world.Restart();
        _agent.Connect();
        Assert.Equal(Held, _agent.TakeStart().Resumes);
    }

    [Fact]
    public void A_command_between_two_prompts_does_not_break_the_conversation()
    {
        _world.Submit(spec: Prompt);
        _world.Submit();
        _world.Submit(spec: Prompt);
        End(_agent.Run(), Held);
        AttemptOrder command = _agent.Run();
        Assert.Null(command.Resumes);
        _agent.End(command);

        Assert.Equal(Held, _agent.TakeStart().Resumes);
    }

    [Fact]
    public void A_session_that_was_moved_begins_a_new_conversation()
    {
        _world.Submit(spec: Prompt);
        End(_agent.Run(), Held);
        TestAgent other = Connect("other");
        _world.Apply(new SessionCommand.Move(other.Id));
        TaskId next = _world.Submit(spec: Prompt);

        Assert.Null(other.TakeStart().Resumes);
        Assert.Contains(_world.Read(next).Timeline, step => step.Reason == TaskReason.ConversationMoved);
    }

    [Fact]
    public void A_session_that_was_moved_back_before_anything_ran_elsewhere_goes_on_as_if_it_never_was()
    {
        _world.Submit(spec: Prompt);
        End(_agent.Run(), Held);
        _world.Apply(new SessionCommand.Move(Connect("other").Id));
        _world.Apply(new SessionCommand.Move(_agent.Id));
        _world.Submit(spec: Prompt);

        Assert.Equal(Held, _agent.TakeStart().Resumes);
    }

    [Fact]
    public void After_a_conversation_that_the_CLI_forgot_the_next_task_begins_a_new_one()
    {
        _world.Submit(spec: Prompt);
        _world.Submit(spec: Prompt);
        _world.Submit(spec: Prompt);
        End(_agent.Run(), Held);
        End(_agent.Run(), Held with { Forgotten = true });

        AttemptOrder anew = _agent.TakeStart();
        Assert.Null(anew.Resumes);
        Assert.Equal(TaskReason.ConversationForgotten, _world.Read(anew.TaskId).Timeline[^1].Reason);
    }

    private TestAgent Connect(string name)
    {
        var agent = new TestAgent(_world, name);
        agent.Offer = agent.Offer with { Kinds = [TaskKind.Command, TaskKind.Claude] };
        return agent.Connect();
    }

    private SyncAnswer End(AttemptOrder order, Conversation conversation)
    {
        AttemptReport report = _agent.Report(order, ReportKind.Ended);
        _agent.Hold(order, AttemptPhase.Ended);
        SyncAnswer answer = _agent.Sync(report with { End = report.End! with { Conversation = conversation } });
        _agent.Lose(order);
        return answer;
    }
}
