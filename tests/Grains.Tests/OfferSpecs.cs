using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Tests.Fixture;

namespace TaskSync.Grains.Tests;

public sealed class OfferSpecs : IDisposable
{
    private readonly GrainWorld _world = new();
    private readonly TestAgent _agent;

    public OfferSpecs() => _agent = new TestAgent(_world).Connect();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void An_offer_that_no_sync_lists_is_made_again_with_the_same_attempt()
    {
        TaskId task = _world.Submit();
        AttemptOrder first = Assert.Single(_agent.Sync().Orders);
        AttemptOrder again = Assert.Single(_agent.Sync().Orders);
        Assert.Equal((OrderKind.Start, task, 1), (again.Kind, again.TaskId, again.Attempt));
        Assert.Equal(first.Attempt, again.Attempt);
    }

    [Fact]
    public void An_attempt_that_was_declined_durably_is_followed_by_the_next_number()
    {
        TaskId task = _world.Submit();
        AttemptOrder start = _agent.TakeStart();
        _agent.Hold(start, AttemptPhase.Ended);
        _agent.Sync(_agent.Report(start, ReportKind.Declined));
        _agent.Lose(start);
        _world.Live(TimeSpan.FromSeconds(2));
        AttemptOrder next = _agent.TakeStart();
        Assert.Equal((task, 2), (next.TaskId, next.Attempt));
    }

    [Fact]
    public void A_report_of_a_declined_attempt_changes_nothing_of_the_next_one()
    {
        _world.Submit();
        AttemptOrder start = _agent.TakeStart();
        AttemptReport declined = _agent.Report(start, ReportKind.Declined);
        _agent.Sync(declined);
        _agent.Lose(start);
        _world.Live(TimeSpan.FromSeconds(2));
        AttemptOrder running = _agent.Run();
        ReportAck ack = Assert.Single(_agent.Sync(declined).Acks);
        Assert.Equal(Verdict.Refused, ack.Verdict);
        Assert.Equal((TaskState.Working, 2), (_world.Read(running.TaskId).State, _world.Read(running.TaskId).Attempt));
    }

    [Fact]
    public void An_agent_that_is_drained_gets_nothing_new()
    {
        _world.Do(() => _world.Agent(_agent.Id).Drain(true));
        _world.Submit();
        _world.Live(TimeSpan.FromSeconds(2));
        Assert.Empty(_agent.Sync().Orders);

        _world.Do(() => _world.Agent(_agent.Id).Drain(false));
        _world.Live(TimeSpan.FromSeconds(2));
        _agent.TakeStart();
    }

    [Fact]
    public void A_slot_is_free_again_when_the_process_is_gone_and_not_before()
    {
        _world.Submit(GrainWorld.Session("one"));
        _world.Submit(GrainWorld.Session("two"));
        AttemptOrder running = _agent.Run();
        _world.Do(() => _world.Task(running.TaskId).Cancel("test", force: true));
        _world.Live(TimeSpan.FromSeconds(2));
        Assert.DoesNotContain(_agent.Sync().Orders, order => order.Kind == OrderKind.Start);

        _agent.End(running, stoppedBy: StopCause.Cancel);
        _agent.TakeStart();
    }

    [Fact]
    public void An_agent_is_found_by_its_next_looks_when_every_hint_is_lost()
    {
        _world.Calls.LosesHints = true;
        TaskId task = _world.Submit();
        _agent.Sync();
        _world.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(task, _agent.TakeStart().TaskId);
    }

    [Fact]
    public void A_cancel_of_what_was_offered_waits_for_proof_and_of_what_was_not_is_done_at_once()
    {
        TaskId offered = _world.Submit(GrainWorld.Session("one"));
        TaskId waiting = _world.Submit(GrainWorld.Session("two"));
        Assert.Equal(TaskState.Cancelling, _world.Do(() => _world.Task(offered).Cancel("test", false)).State);
        Assert.Equal(TaskState.Cancelled, _world.Do(() => _world.Task(waiting).Cancel("test", false)).State);
        _agent.Sync();
        Assert.Equal((TaskState.Cancelled, TaskReason.Requested), (_world.Read(offered).State, _world.Read(offered).Reason));
    }

    [Fact]
    public void A_start_and_an_end_that_come_together_are_one_write_with_both_in_the_timeline()
    {
        TaskId task = _world.Submit();
        AttemptOrder start = _agent.TakeStart();
        _agent.Sync();
        int before = _world.Disk.Writes;
        _agent.Sync(_agent.Report(start, ReportKind.Started), _agent.Report(start, ReportKind.Ended));
        Assert.Equal(before + 1, _world.Disk.Writes);
        Assert.Equal([TaskState.Working, TaskState.Completed], _world.Read(task).Timeline.TakeLast(2).Select(step => step.To));
    }
}
