using System.Text.Json;
using TaskSync.Agent.Brain;
using TaskSync.Agent.Ports;
using TaskSync.Core;
using TaskSync.Core.Protocol;
using static TaskSync.Agent.Tests.Desk;

namespace TaskSync.Agent.Tests;

public sealed class BrainSpecs
{
    private readonly Desk _desk = new();

    [Fact]
    public void An_order_to_start_is_followed_once()
    {
        Assert.Contains(_desk.Answer(Order(Key(1), OrderKind.Start)), act => act is Act.Start);
        Assert.DoesNotContain(_desk.Answer(Order(Key(1), OrderKind.Start)), act => act is Act.Start);
        Assert.Equal(AttemptPhase.Accepted, Assert.Single(_desk.Sync().Holds).Phase);
    }

    [Fact]
    public void Only_the_answer_to_the_newest_sync_counts()
    {
        long older = _desk.Sync().N;
        _desk.Sync();
        Assert.Empty(_desk.Tell(new SyncAnswered(_desk.AnswerTo(older, Order(Key(1), OrderKind.Start)))));
        Assert.Empty(_desk.Sync().Holds);
    }

    [Fact]
    public void What_could_not_be_written_down_was_never_accepted()
    {
        _desk.DiskError = "No space left on device";
        _desk.Answer(Order(Key(1), OrderKind.Start));
        SyncRequest sync = _desk.Sync();
        Assert.Empty(sync.Holds);
        Assert.Equal((true, "No space left on device"), (sync.Draining, sync.Offer.DiskError));
        _desk.DiskError = null;
        _desk.Time.Advance(AgentLimits.RestAfterDiskError);
        Assert.Null(_desk.Sync().Offer.DiskError);
        Assert.Contains(_desk.Answer(Order(Key(1), OrderKind.Start)), act => act is Act.Start);
    }

    [Fact]
    public void A_report_is_not_sent_before_it_is_on_disk()
    {
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.DiskError = "Input/output error";
        _desk.Tell(Started(Key(1)));
        Assert.False(_desk.Brain.HasNews);
        Assert.Empty(_desk.Sync().Reports);
        _desk.DiskError = null;
        _desk.Time.Advance(AgentLimits.RewriteEvery);
        _desk.Tell(new Ticked());
        Assert.Equal(ReportKind.Started, Assert.Single(_desk.Sync().Reports).Kind);
    }

    [Fact]
    public void A_stop_is_carried_out_even_if_the_intent_can_not_be_written_down()
    {
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.DiskError = "No space left on device";
        Assert.Contains(_desk.Answer(Order(Key(1), OrderKind.Stop, StopCause.Cancel)), act => act is Act.Stop);
    }

    [Fact]
    public void Reports_keep_their_numbers_until_they_are_acknowledged()
    {
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.Tell(Started(Key(1)), Ended(Key(1)));
        Assert.Equal([1, 2], _desk.Sync().Reports.Select(report => report.Seq));
        _desk.Acknowledge(Verdict.Unavailable);
        Assert.Equal([1, 2], _desk.Sync().Reports.Select(report => report.Seq));
        _desk.Acknowledge(Verdict.Accepted);
        Assert.Empty(_desk.Sync().Reports);
        Assert.Empty(_desk.Sync().Holds);
    }

    [Fact]
    public void Long_answers_are_told_in_as_many_syncs_as_they_need()
    {
        const int Tasks = 60;
        var desk = new Desk(Tasks);
        AttemptKey[] keys = [.. Enumerable.Range(1, Tasks).Select(task => Key(task))];
        string worst = new('"', Limits.ResultTextLength);
        desk.Answer([.. keys.Select(key => Order(key, OrderKind.Start))]);
        desk.Tell([.. keys.Select(key => Started(key)), .. keys.Select(key => EndedSaying(key, worst))]);
        int told = 0;
        for (int syncs = 0; desk.Brain.HasNews && syncs < Tasks; syncs++)
        {
            SyncRequest sync = desk.Sync();
            Assert.NotEmpty(sync.Reports);
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(sync, TaskSyncJsonContext.Default.SyncRequest);
            Assert.InRange(body.Length, 1, Limits.BodyBytes);
            told += sync.Reports.Count(report => report.Kind == ReportKind.Ended);
            desk.Tell(new SyncAnswered(desk.AnswerTo(sync.N) with { Acks = Desk.Accept(sync) }));
        }
        Assert.Equal(Tasks, told);
    }

    [Theory]
    [InlineData(Verdict.Duplicate)]
    [InlineData(Verdict.Refused)]
    public void Whatever_a_server_makes_of_the_end_it_need_not_hear_it_again(Verdict verdict)
    {
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.Tell(Started(Key(1)), Ended(Key(1)));
        _desk.Acknowledge(verdict);
        Assert.Empty(_desk.Sync().Holds);
    }

    [Fact]
    public void A_pair_that_is_over_is_told_of_again_and_not_started()
    {
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.Tell(Started(Key(1)), Ended(Key(1)));
        _desk.Acknowledge(Verdict.Accepted);
        foreach (OrderKind kind in new[] { OrderKind.Start, OrderKind.Keep, OrderKind.Stop })
        {
            Assert.DoesNotContain(_desk.Answer(Order(Key(1), kind)), act => act is Act.Start);
            AttemptReport again = Assert.Single(_desk.Sync().Reports);
            Assert.Equal((2, ReportKind.Ended), (again.Seq, again.Kind));
            _desk.Acknowledge(Verdict.Duplicate);
        }
    }

    [Fact]
    public void An_order_that_comes_with_the_acknowledgement_of_the_end_does_not_bring_the_attempt_back()
    {
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.Tell(Started(Key(1)), Ended(Key(1)));
        _desk.Acknowledge(Verdict.Refused, Order(Key(1), OrderKind.Stop, StopCause.Fenced));
        Assert.False(_desk.Brain.HasNews);
        Assert.Empty(_desk.Sync().Holds);
    }

    [Fact]
    public void What_does_not_fit_is_declined_for_good()
    {
        _desk.Answer(Order(Key(1), OrderKind.Start), Order(Key(2), OrderKind.Start), Order(Key(3), OrderKind.Start));
        AttemptReport declined = Assert.Single(_desk.Sync().Reports);
        Assert.Equal((Key(3).TaskId, ReportKind.Declined), (declined.TaskId, declined.Kind));
        _desk.Acknowledge(Verdict.Accepted);
        Assert.DoesNotContain(_desk.Answer(Order(Key(3), OrderKind.Start)), act => act is Act.Start);
    }

    [Fact]
    public void An_agent_that_leaves_declines()
    {
        _desk.Tell(new StopAsked());
        Assert.DoesNotContain(_desk.Answer(Order(Key(1), OrderKind.Start)), act => act is Act.Start);
        Assert.Equal(ReportKind.Declined, Assert.Single(_desk.Sync().Reports).Kind);
    }

    [Fact]
    public void A_process_is_stopped_when_its_time_is_up_counted_from_its_own_start()
    {
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.Tell(Started(Key(1), ranFor: TimeSpan.FromSeconds(50)));
        Assert.Equal(TimeSpan.FromSeconds(10), _desk.Brain.UntilTick());
        _desk.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains(_desk.Tell(new Ticked()), act => act is Act.Stop);
        _desk.Tell(Ended(Key(1), signalled: true));
        Assert.Equal(StopCause.Timeout, _desk.Sync().Reports[^1].End!.StoppedBy);
    }

    [Fact]
    public void What_a_restarted_agent_hears_of_the_age_of_a_process_does_not_count_time_that_the_machine_slept()
    {
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.Tell(Started(Key(1)));
        AttemptState written = _desk.Writes.OfType<JournalWrite.Save>().Single().State;
        _desk.Time.Advance(TimeSpan.FromSeconds(20));
        _desk.Brain.Recover(new JournalContents([Journaled(Key(1), AttemptPhase.Running) with { State = written }], []));
        // Eight hours in a bag, of which the monotonic clock knows nothing.
        _desk.Tell(Started(Key(1), ranFor: TimeSpan.FromHours(8)));
        Assert.Equal(
            TimeSpan.FromSeconds(Core.Limits.DefaultTimeoutSeconds) - TimeSpan.FromSeconds(20), _desk.Brain.UntilTick());
    }

    [Fact]
    public void An_end_before_the_first_signal_is_what_it_is()
    {
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.Tell(Started(Key(1)));
        _desk.Answer(Order(Key(1), OrderKind.Stop, StopCause.Cancel));
        _desk.Tell(Ended(Key(1), signalled: false));
        Assert.Equal(StopCause.None, _desk.Sync().Reports[^1].End!.StoppedBy);
    }

    [Fact]
    public void A_server_that_forgets_a_living_attempt_does_not_want_it()
    {
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.Tell(Started(Key(1)));
        Assert.Contains(_desk.Answer(Order(Key(1), OrderKind.Forget)), act => act is Act.Stop);
        Assert.Single(_desk.Sync().Holds);
    }
}
