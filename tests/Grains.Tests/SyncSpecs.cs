using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Tests.Fixture;

namespace TaskSync.Grains.Tests;

public sealed class SyncSpecs : IDisposable
{
    private readonly GrainWorld _world = new();
    private readonly TestAgent _agent;

    public SyncSpecs() => _agent = new TestAgent(_world).Connect();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_sync_from_before_the_server_s_restart_proves_nothing()
    {
        TaskId task = _world.Submit();
        SyncRequest old = _agent.Build();
        _agent.TakeStart();
        _agent.Sync();
        _world.Restart();
        _world.Sweep();
        SyncReply reply = _agent.Send(old);
        Assert.Empty(reply.Answer!.Orders);
        Assert.False(_world.Book.IsProven(_agent.Id));
        Assert.Equal((TaskState.Queued, Custody.Held), (_world.Read(task).State, _world.Read(task).Custody));
    }

    [Fact]
    public void A_sync_that_was_overtaken_by_a_newer_one_has_no_effect()
    {
        TaskId task = _world.Submit();
        SyncRequest old = _agent.Build();
        _agent.Run();
        Assert.Equal("stale", _agent.Send(old).Code);
        Assert.Equal(TaskState.Working, _world.Read(task).State);
    }

    [Fact]
    public void An_older_start_of_the_folder_is_refused_and_shown()
    {
        TestAgent older = new(_world) { Instance = 1, Nonce = "copy", Echo = _agent.Echo };
        Assert.Equal("duplicate_identity", older.Send(older.Build()).Code);
        _agent.Instance = 2;
        _agent.Nonce = "second";
        _agent.Connect();
        older.Nonce = "nonce";
        Assert.Equal("duplicate_identity", older.Send(older.Build()).Code);
        Assert.NotNull(Assert.Single(_world.Do(() => _world.Catalog.ListAgentsAsync().AsTask()).Agents).DuplicateSeenAt);
    }

    [Fact]
    public void A_folder_on_another_machine_is_refused()
    {
        TestAgent copy = new(_world) { Instance = 9, Nonce = "copy", Machine = "elsewhere" };
        Assert.Equal("duplicate_identity", copy.Send(copy.Build()).Code);
        Assert.NotNull(_agent.Sync());
    }

    [Fact]
    public void What_was_held_and_is_missing_in_a_later_sync_was_forgotten()
    {
        TaskId task = _world.Submit();
        AttemptOrder running = _agent.Run();
        _agent.Sync();
        _agent.Lose(running);
        _agent.Sync();
        Assert.Equal((TaskState.Failed, TaskReason.AgentForgot), (_world.Read(task).State, _world.Read(task).Reason));
        Assert.Equal(Custody.Lost, _world.Read(task).Custody);
    }

    [Fact]
    public void A_duplicate_report_is_acknowledged_and_changes_nothing()
    {
        TaskId task = _world.Submit();
        AttemptOrder start = _agent.TakeStart();
        AttemptReport started = _agent.Report(start, ReportKind.Started);
        _agent.Sync(started);
        long version = _world.Read(task).Version;
        Assert.Equal(Verdict.Duplicate, Assert.Single(_agent.Sync(started).Acks).Verdict);
        Assert.Equal(version, _world.Read(task).Version);
    }

    [Fact]
    public void An_agent_that_has_not_begun_an_attempt_hears_what_was_heard_of_it()
    {
        _world.Submit();
        AttemptOrder start = _agent.TakeStart();
        for (int i = 0; i < 2; i++) Assert.Equal((OrderKind.Keep, 0L), KeptAs());
        _agent.Hold(start, AttemptPhase.Running);
        _agent.Sync(_agent.Report(start, ReportKind.Started));
        _agent.Hold(start, AttemptPhase.Accepted);
        Assert.Equal((OrderKind.Keep, 1L), KeptAs());

        (OrderKind, long?) KeptAs() => _agent.Sync().Orders.Select(order => (order.Kind, order.Seq)).Single();
    }

    [Fact]
    public void An_agent_that_has_not_begun_an_attempt_hears_nothing_while_its_task_can_not_answer()
    {
        TaskId task = _world.Submit();
        AttemptOrder start = _agent.TakeStart();
        _agent.Sync();
        var stuck = new TaskCompletionSource();
        _world.Disk.HoldNext(stuck.Task);
        Assert.Empty(_agent.Sync(_agent.Report(start, ReportKind.Started)).Orders);
        stuck.SetResult();
        _world.Pass(TimeSpan.FromMilliseconds(10));
        Assert.Equal(TaskState.Working, _world.Read(task).State);
    }

    [Fact]
    public void A_task_that_cannot_answer_in_time_leaves_its_report_and_the_heartbeat_alone()
    {
        _world.Submit();
        AttemptOrder start = _agent.TakeStart();
        _agent.Sync();
        var stuck = new TaskCompletionSource();
        _world.Disk.HoldNext(stuck.Task);
        AttemptReport started = _agent.Report(start, ReportKind.Started);
        Assert.Equal(Verdict.Unavailable, Assert.Single(_agent.Sync(started).Acks).Verdict);
        Assert.True(_world.Book.IsProven(_agent.Id));
        stuck.SetResult();
        _world.Pass(TimeSpan.FromMilliseconds(10));
        Assert.Equal(Verdict.Duplicate, Assert.Single(_agent.Sync(started).Acks).Verdict);
    }

    [Fact]
    public void After_a_storage_error_a_task_answers_from_what_is_on_disk()
    {
        TaskId task = _world.Submit();
        AttemptOrder start = _agent.TakeStart();
        _agent.Sync();
        AttemptReport started = _agent.Report(start, ReportKind.Started);
        _world.Disk.FailNext();
        Assert.Equal(Verdict.Unavailable, Assert.Single(_agent.Sync(started).Acks).Verdict);
        Assert.Equal(TaskState.Queued, _world.Read(task).State);
        Assert.Equal(Verdict.Accepted, Assert.Single(_agent.Sync(started).Acks).Verdict);
        Assert.Equal(TaskState.Working, _world.Read(task).State);
    }

    [Fact]
    public void A_report_whose_write_landed_and_was_reported_as_failed_counts_once()
    {
        TaskId task = _world.Submit();
        AttemptOrder start = _agent.TakeStart();
        _agent.Sync();
        AttemptReport started = _agent.Report(start, ReportKind.Started);
        _world.Disk.FailNextAfterwards();
        Assert.Equal(Verdict.Unavailable, Assert.Single(_agent.Sync(started).Acks).Verdict);
        long version = _world.Read(task).Version;
        Assert.Equal(Verdict.Duplicate, Assert.Single(_agent.Sync(started).Acks).Verdict);
        Assert.Equal((TaskState.Working, version), (_world.Read(task).State, _world.Read(task).Version));
    }

    [Fact]
    public void An_end_that_left_processes_behind_is_acknowledged_and_not_asked_for_again()
    {
        TaskId task = _world.Submit();
        AttemptOrder running = _agent.Run();
        SyncAnswer answer = _agent.End(running, stoppedBy: StopCause.Cancel, treeEmpty: false);
        Assert.Equal(Verdict.Accepted, Assert.Single(answer.Acks).Verdict);
        Assert.Equal(OrderKind.Forget, Assert.Single(answer.Orders).Kind);
        Assert.Equal((TaskState.Cancelled, TaskReason.Unconfirmed), (_world.Read(task).State, _world.Read(task).Reason));
    }
}
