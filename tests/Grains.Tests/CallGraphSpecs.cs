using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Grains.Tests.Fixture;

namespace TaskSync.Grains.Tests;

/// <summary>Invariant 6: awaited calls between grains go one way, so that none ever waits for itself.</summary>
public sealed class CallGraphSpecs : IDisposable
{
    private readonly GrainWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Awaited_calls_go_from_agent_to_session_to_task_and_a_task_awaits_nobody()
    {
        GoThroughEverything();
        Assert.DoesNotContain(_world.Calls.Awaited, call => call.Caller == "task");
        Assert.Contains(("agent", "session"), _world.Calls.Awaited);
        Assert.Contains(("agent", "task"), _world.Calls.Awaited);
        Assert.Contains(("session", "task"), _world.Calls.Awaited);
        string[] order = ["agent", "session", "task"];
        Assert.All(_world.Calls.Awaited, call =>
            Assert.True(Array.IndexOf(order, call.Caller) < Array.IndexOf(order, call.Callee), $"{call.Caller} awaits {call.Callee}"));
    }

    /// <summary>Every call that grains make of each other: submit, offer, run, cancel, lease, orphan, continue, move, remove.</summary>
    private void GoThroughEverything()
    {
        var agent = new TestAgent(_world, slots: 2).Connect();
        _world.Submit();
        AttemptOrder running = agent.Run();
        _world.Submit();
        _world.Do(() => _world.Task(running.TaskId).Cancel("test", force: false));
        agent.End(running, stoppedBy: StopCause.Cancel);
        AttemptOrder second = agent.Run();
        _world.Live(TimeSpan.FromSeconds(12));
        agent.Sync();
        agent.Lose(second);
        agent.Sync();
        _world.Apply(new SessionCommand.Continue(0));
        _world.Apply(new SessionCommand.Move(agent.Id));
        _world.Submit();
        agent.Run();
        _world.Do(() => _world.Agent(agent.Id).Remove());
        _world.Restart();
        _world.Live(TimeSpan.FromSeconds(12));
    }
}
