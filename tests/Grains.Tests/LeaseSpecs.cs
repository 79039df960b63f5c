using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Leases;
using TaskSync.Grains.Tests.Fixture;

namespace TaskSync.Grains.Tests;

public sealed class LeaseSpecs : IDisposable
{
    private readonly GrainWorld _world = new();
    private readonly TestAgent _agent;
    private readonly AttemptOrder _running;

    public LeaseSpecs()
    {
        _agent = new TestAgent(_world).Connect();
        _world.Submit();
        _running = _agent.Run();
    }

    private TaskSnapshot Task => _world.Read(_running.TaskId);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_end_of_a_lease_is_committed_by_the_watcher_within_a_second()
    {
        _world.Live(_world.Options.Lease - TimeSpan.FromMilliseconds(400));
        Assert.Equal(TaskState.Working, Task.State);
        _world.Live(TimeSpan.FromSeconds(1));
        Assert.Equal((TaskState.Unknown, TaskReason.LeaseExpired), (Task.State, Task.Reason));
        Assert.Equal(Presence.Lost, Assert.Single(_world.Do(() => _world.Catalog.ListAgentsAsync().AsTask()).Agents).Presence);
    }

    [Fact]
    public void A_read_that_sees_the_end_first_has_it_committed()
    {
        _world.Live(_world.Options.Lease - TimeSpan.FromMilliseconds(200));
        _world.Pass(TimeSpan.FromMilliseconds(400));
        Assert.Equal(TaskState.Working, Task.State);
        _world.Do(() => _world.Get<LeaseWatcher>().SettleAsync().AsTask());
        Assert.Equal(TaskState.Unknown, Task.State);
    }

    [Fact]
    public void An_agent_that_comes_back_brings_its_task_back()
    {
        _world.Live(TimeSpan.FromSeconds(12));
        _agent.Sync();
        Assert.Equal((TaskState.Working, (DateTimeOffset?)null), (Task.State, Task.OrphanAt));
    }

    [Fact]
    public void An_agent_that_never_comes_back_leaves_an_orphan_at_the_time_that_was_shown()
    {
        _world.Live(TimeSpan.FromSeconds(12));
        DateTimeOffset at = Task.OrphanAt!.Value;
        _world.Time.Advance(at - _world.Time.GetUtcNow());
        _world.Watch();
        _world.Live(_world.Options.Lease + TimeSpan.FromSeconds(4));
        Assert.Equal((TaskState.Failed, TaskReason.Orphaned), (Task.State, Task.Reason));
    }

    [Fact]
    public void An_agent_that_was_heard_while_its_task_could_not_be_written_has_its_whole_time_again()
    {
        _world.Live(TimeSpan.FromSeconds(12));
        var timeout = TimeSpan.FromSeconds(Task.Spec.OrphanTimeoutSeconds);
        _world.Live(Task.OrphanAt!.Value - _world.Time.GetUtcNow() - TimeSpan.FromSeconds(5));
        DateTimeOffset heard = _world.Time.GetUtcNow();
        _world.Disk.Refuse(_running.TaskId.Value);
        _agent.Sync();
        _world.Disk.Accept(_running.TaskId.Value);

        _world.Live(_world.Options.Lease * 2);

        Assert.Equal((TaskState.Unknown, heard + timeout), (Task.State, Task.OrphanAt));
    }

    [Fact]
    public void What_an_orphan_s_agent_says_later_is_kept_and_changes_no_state()
    {
        An_agent_that_never_comes_back_leaves_an_orphan_at_the_time_that_was_shown();
        _agent.End(_running);
        Assert.Equal((TaskState.Failed, TaskReason.Orphaned), (Task.State, Task.Reason));
        Assert.Equal(TaskState.Completed, Task.LateReport!.State);
        Assert.Equal(Custody.Gone, Task.Custody);
    }

    [Fact]
    public void After_a_gap_of_our_own_nobody_is_given_up_before_a_full_lease()
    {
        _world.Live(TimeSpan.FromSeconds(4));
        _world.Pass(TimeSpan.FromSeconds(60));
        _world.Watch();
        Assert.Equal(TaskState.Working, Task.State);
        Assert.False(_world.Book.IsProven(_agent.Id));
        _world.Live(_world.Options.Lease - TimeSpan.FromSeconds(1));
        Assert.Equal(TaskState.Working, Task.State);
        _world.Live(TimeSpan.FromSeconds(2));
        Assert.Equal(TaskState.Unknown, Task.State);
    }

    [Fact]
    public void A_restart_gives_a_full_lease_and_the_agent_is_heard_again_within_it()
    {
        _world.Restart();
        _world.Sweep();
        _world.Live(TimeSpan.FromSeconds(8));
        Assert.Equal(TaskState.Working, Task.State);
        Assert.False(_world.Book.IsProven(_agent.Id));
        _agent.Connect();
        Assert.True(_world.Book.IsProven(_agent.Id));
        _world.Live(TimeSpan.FromSeconds(8));
        Assert.Equal(TaskState.Working, Task.State);
    }

    [Fact]
    public void A_deadline_that_passed_in_our_own_absence_waits_until_the_agent_could_say_something()
    {
        _world.Live(TimeSpan.FromSeconds(12));
        Assert.Equal(TaskState.Unknown, Task.State);
        _world.Time.Advance(TimeSpan.FromHours(2));
        _world.Restart();
        _world.Live(TimeSpan.FromSeconds(5));
        Assert.Equal(TaskState.Unknown, Task.State);
        _agent.Connect();
        Assert.Equal(TaskState.Working, Task.State);
    }

    [Fact]
    public void The_end_of_a_lease_that_the_disk_refused_is_committed_by_the_next_look()
    {
        _world.Live(_world.Options.Lease - TimeSpan.FromMilliseconds(600));
        _world.Disk.FailNext();
        _world.Live(TimeSpan.FromSeconds(1.4));
        Assert.Equal(TaskState.Unknown, Task.State);
    }

    [Fact]
    public void A_reminder_watches_while_there_is_work_and_ends_with_it()
    {
        Assert.Single(_world.Do(() => _world.Reminders.ReadAllAsync(CancellationToken.None)));
        _agent.End(_running);
        for (int i = 0; i < 3; i++)
        {
            _agent.Sync();
            _world.Pass(TimeSpan.FromMinutes(1));
        }
        Assert.Empty(_world.Do(() => _world.Reminders.ReadAllAsync(CancellationToken.None)));
    }

    [Fact]
    public void A_queued_task_that_waited_for_too_long_fails()
    {
        TaskId waiting = _world.Submit(GrainWorld.Session("other"), new TaskSpec
        {
            Kind = TaskKind.Claude, Prompt = "hello", Title = "hello", QueueExpirySeconds = 30,
        });
        _world.Live(TimeSpan.FromSeconds(34));
        Assert.Equal((TaskState.Failed, TaskReason.QueueExpired), (_world.Read(waiting).State, _world.Read(waiting).Reason));
    }

    [Fact]
    public void An_offer_that_lands_after_the_end_of_the_lease_was_committed_is_in_doubt_too()
    {
        var away = new TestAgent(_world, "away").Connect();
        _world.Live(TimeSpan.FromSeconds(12));
        TaskId late = _world.Submit(GrainWorld.Session("late"));
        Assert.NotNull(_world.Do(() => _world.Task(late).Offer(away.Id, new())).Order);
        _world.Live(TimeSpan.FromSeconds(4));
        Assert.Equal(TaskState.Unknown, _world.Read(late).State);
        Assert.NotNull(_world.Read(late).LookAt);
    }
}
