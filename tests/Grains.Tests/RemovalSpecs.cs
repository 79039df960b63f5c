using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Tests.Fixture;

namespace TaskSync.Grains.Tests;

public sealed class RemovalSpecs : IDisposable
{
    private readonly GrainWorld _world = new();
    private readonly TestAgent _agent;

    public RemovalSpecs() => _agent = new TestAgent(_world).Connect();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Removing_an_agent_puts_its_work_in_doubt_and_fails_what_only_it_could_run()
    {
        _world.Submit(GrainWorld.Session("one"));
        AttemptOrder running = _agent.Run();
        TaskId pinned = _world.Submit(GrainWorld.Session("two"), new TaskSpec
        {
            Kind = TaskKind.Command, Argv = ["true"], Title = "pinned", Agent = _agent.Id,
        });
        Assert.True(_world.Do(() => _world.Agent(_agent.Id).Remove()).Found);
        Assert.Equal((TaskState.Unknown, TaskReason.AgentRemoved), (_world.Read(running.TaskId).State, _world.Read(running.TaskId).Reason));
        Assert.Equal((TaskState.Failed, TaskReason.AgentRemoved), (_world.Read(pinned).State, _world.Read(pinned).Reason));
        Assert.NotNull(_world.Read(running.TaskId).LookAt);
    }

    [Fact]
    public void A_removed_agent_is_not_listened_to_any_more()
    {
        _world.Do(() => _world.Agent(_agent.Id).Remove());
        Assert.Equal("agent_removed", _agent.Send(_agent.Build()).Code);
        Assert.Empty(_world.Do(() => _world.Catalog.ListAgentsAsync().AsTask()).Agents);
    }

    [Fact]
    public void A_removal_that_is_not_on_disk_yet_is_not_told_to_anybody()
    {
        _world.Restart();
        _agent.Connect();
        var disk = new TaskCompletionSource();
        _world.Disk.HoldNext(disk.Task);
        Task<AgentOutcome> removal = _world.Start(() => _world.Agent(_agent.Id).Remove());

        SyncReply meanwhile = _agent.Send(_agent.Build());
        disk.SetException(new IOException("The disk failed."));
        _world.Pass(TimeSpan.FromSeconds(1));

        Assert.Null(meanwhile.Code);
        Assert.True(removal.IsFaulted);
        Assert.Null(_agent.Send(_agent.Build()).Code);
    }

    [Fact]
    public void What_is_submitted_for_an_agent_while_it_is_removed_fails_all_the_same()
    {
        _world.Do(() => _world.Agent(_agent.Id).Remove());
        TaskId late = _world.Submit(spec: new TaskSpec
        {
            Kind = TaskKind.Command, Argv = ["true"], Title = "late", Agent = _agent.Id,
        });

        _world.Sweep();

        Assert.Equal((TaskState.Failed, TaskReason.AgentRemoved), (_world.Read(late).State, _world.Read(late).Reason));
    }

    [Fact]
    public void A_removal_can_be_repeated()
    {
        Assert.True(_world.Do(() => _world.Agent(_agent.Id).Remove()).Found);
        Assert.True(_world.Do(() => _world.Agent(_agent.Id).Remove()).Found);
    }

    [Fact]
    public void An_agent_that_never_was_can_not_be_drained() =>
        Assert.False(_world.Do(() => _world.Agent(AgentId.Derive("nobody")).Drain(true)).Found);
}
