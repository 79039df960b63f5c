using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Tests.Fixture;

namespace TaskSync.Grains.Tests;

public sealed class TurnSpecs : IDisposable
{
    private readonly GrainWorld _world = new();
    private readonly TestAgent _agent;

    public TurnSpecs() => _agent = new TestAgent(_world, slots: 3).Connect();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Of_a_session_one_task_is_offered_at_a_time_and_in_order()
    {
        TaskId first = _world.Submit();
        TaskId second = _world.Submit();
        AttemptOrder running = _agent.Run();
        Assert.Equal(first, running.TaskId);
        _world.Live(TimeSpan.FromSeconds(3));
        Assert.Equal(Custody.None, _world.Read(second).Custody);

        _agent.End(running);
        Assert.Equal(second, _agent.TakeStart().TaskId);
    }

    [Fact]
    public void Tasks_of_several_sessions_run_side_by_side_up_to_the_slots()
    {
        for (int i = 0; i < 5; i++) _world.Submit(GrainWorld.Session($"talk {i}"));
        Assert.Equal(3, _agent.Sync().Orders.Count(order => order.Kind == OrderKind.Start));
    }

    [Fact]
    public void After_an_unproven_end_the_next_task_waits_for_a_person()
    {
        _world.Submit();
        TaskId next = _world.Submit();
        AttemptOrder running = _agent.Run();
        _world.Do(() => _world.Task(running.TaskId).Cancel("test", force: true));
        _agent.Sync();
        Assert.Equal(Custody.None, _world.Read(next).Custody);

        _world.Apply(new SessionCommand.Continue(1));
        _world.Live(TimeSpan.FromSeconds(2));
        Assert.Contains(_agent.Sync().Orders, order => order.Kind == OrderKind.Start && order.TaskId == next);
    }

    [Fact]
    public void After_an_unproven_end_the_next_task_goes_on_once_the_process_is_proven_gone()
    {
        _world.Submit();
        TaskId next = _world.Submit();
        AttemptOrder running = _agent.Run();
        _world.Do(() => _world.Task(running.TaskId).Cancel("test", force: true));
        _agent.End(running, exitCode: 0, StopCause.Cancel);
        Assert.NotNull(_world.Read(running.TaskId).LateReport);
        _world.Live(TimeSpan.FromSeconds(2));
        Assert.Equal(next, _agent.TakeStart().TaskId);
    }

    [Fact]
    public void A_session_stays_on_the_agent_of_its_first_task_until_it_is_moved()
    {
        _world.Submit();
        _agent.End(_agent.Run());
        var other = new TestAgent(_world, "other").Connect();
        _agent.Draining = true;
        _agent.Sync();
        TaskId next = _world.Submit();
        _world.Live(TimeSpan.FromSeconds(2));
        Assert.DoesNotContain(other.Sync().Orders, order => order.Kind == OrderKind.Start);

        _world.Apply(new SessionCommand.Move(other.Id));
        _world.Live(TimeSpan.FromSeconds(2));
        Assert.Equal(next, other.TakeStart().TaskId);
    }

    [Fact]
    public void A_session_is_not_moved_while_a_process_of_it_may_run()
    {
        _world.Submit();
        TaskId waiting = _world.Submit();
        AttemptOrder running = _agent.Run();
        var other = new TestAgent(_world, "other").Connect();
        string? working = _world.Apply(new SessionCommand.Move(other.Id)).Why;
        _world.Do(() => _world.Task(running.TaskId).Cancel("test", force: true));
        _agent.Sync();
        string? unproven = _world.Apply(new SessionCommand.Move(other.Id)).Why;
        _world.Apply(new SessionCommand.Continue(0));
        Assert.Null(_world.Apply(new SessionCommand.Move(other.Id)).Why);

        Assert.Contains("is working", working, StringComparison.Ordinal);
        Assert.Contains("not proven gone", unproven, StringComparison.Ordinal);
        _world.Live(TimeSpan.FromSeconds(2));
        Assert.Equal(waiting, other.TakeStart().TaskId);
    }

    [Fact]
    public void To_continue_says_nothing_of_a_task_that_is_still_at_work()
    {
        _world.Submit();
        TaskId next = _world.Submit();
        AttemptOrder running = _agent.Run();
        _world.Apply(new SessionCommand.Continue(0));
        _world.Do(() => _world.Task(running.TaskId).Cancel("test", force: true));
        _world.Live(TimeSpan.FromSeconds(2));
        _agent.Sync();

        Assert.Equal(Custody.None, _world.Read(next).Custody);
    }

    [Fact]
    public void To_continue_lets_go_of_every_task_that_is_held_however_many_there_are()
    {
        _agent.Draining = true;
        _agent.Sync();
        TaskId[] tasks = [.. Enumerable.Range(0, Limits.PageRows + 1).Select(_ => _world.Submit())];
        foreach (TaskId task in tasks) _world.HoldRestored(task);
        _world.Restart();

        _world.Apply(new SessionCommand.Continue(0));

        Assert.All(tasks, task => Assert.Equal(TaskReason.None, _world.Read(task).Hold));
        _agent.Draining = false;
        _agent.Connect();
        Assert.Equal(tasks[0], _agent.TakeStart().TaskId);
    }
}
