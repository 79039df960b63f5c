using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Leases;
using TaskSync.Grains.Tests.Fixture;

namespace TaskSync.Grains.Tests;

/// <summary>Tasks whose record can't be read, however often it is tried, and those that stand behind them.</summary>
public sealed class DamageSpecs : IDisposable
{
    private readonly GrainWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_whole_page_of_them_does_not_keep_the_sweep_from_those_behind_it()
    {
        TaskId[] damaged = [.. Enumerable.Range(0, Sweep.TasksPerPass).Select(_ => _world.Submit())];
        _world.Pass(TimeSpan.FromSeconds(1));
        TaskId behind = _world.Submit(GrainWorld.Session("behind"));
        RestartWithDamaged(damaged);

        LetTheQueueExpire();

        Assert.Equal((TaskState.Failed, TaskReason.QueueExpired), (_world.Read(behind).State, _world.Read(behind).Reason));
    }

    [Fact]
    public void One_that_can_be_read_again_is_looked_at_again()
    {
        TaskId damaged = _world.Submit();
        RestartWithDamaged(damaged);
        LetTheQueueExpire();
        Assert.Equal(TaskState.Queued, _world.Read(damaged).State);

        _world.Disk.Mend(damaged.Value);
        _world.Live(_world.Options.Sweep * 2);

        Assert.Equal(TaskState.Failed, _world.Read(damaged).State);
    }

    [Fact]
    public void They_do_not_hold_up_the_queue_behind_them()
    {
        TaskId[] damaged = [.. Enumerable.Range(0, 3).Select(i => _world.Submit(GrainWorld.Session($"{i}")))];
        TaskId behind = _world.Submit(GrainWorld.Session("behind"));
        RestartWithDamaged(damaged);
        TestAgent agent = new TestAgent(_world).Connect();

        SyncUntil(agent, () => _world.Read(behind).Custody != Custody.None);

        Assert.Equal(agent.Id, _world.Read(behind).AgentId);
    }

    [Fact]
    public void One_that_can_be_read_again_is_offered_again()
    {
        TaskId damaged = _world.Submit();
        RestartWithDamaged(damaged);
        TestAgent agent = new TestAgent(_world).Connect();
        SyncUntil(agent, () => false);

        _world.Disk.Mend(damaged.Value);
        SyncUntil(agent, () => _world.Read(damaged).Custody != Custody.None);

        Assert.Equal(agent.Id, _world.Read(damaged).AgentId);
    }

    /// <summary>What a grain has in memory it does not read.</summary>
    private void RestartWithDamaged(params TaskId[] tasks)
    {
        foreach (TaskId task in tasks) _world.Disk.Damage(task.Value);
        _world.Restart();
    }

    /// <summary>Those days are an absence of the server's own: agents have a lease to report before anything counts.</summary>
    private void LetTheQueueExpire()
    {
        _world.Pass(TimeSpan.FromSeconds(Limits.DefaultQueueExpirySeconds + 1));
        _world.Live(_world.Options.Lease + _world.Options.Sweep * 3);
    }

    private void SyncUntil(TestAgent agent, Func<bool> isSo)
    {
        for (int i = 0; i < 10 && !isSo(); i++)
        {
            _world.Live(_world.Options.Sync);
            agent.Sync();
        }
    }
}
