using TaskSync.Agent.Brain;
using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;
using static TaskSync.Agent.Tests.Desk;

namespace TaskSync.Agent.Tests;

/// <summary>What an agent makes of a journal that may be older than what the server has heard.</summary>
public sealed class OlderFolderSpecs
{
    private readonly Desk _desk = new(instance: 2);

    [Fact]
    public void What_was_accepted_before_the_restart_and_never_began_waits_for_the_server_s_word()
    {
        Recover(AttemptPhase.Accepted);
        Assert.Empty(_desk.Tell(new ProcessEvent.NeverBegun(Key(1))));
        Assert.Empty(_desk.Answer());
        Assert.Equal(Key(1), Assert.IsType<Act.Start>(Assert.Single(_desk.Answer(Keep(0)))).Spec.Key);
        Assert.Empty(_desk.Answer(Keep(0)));
    }

    [Fact]
    public void The_word_may_come_before_it_is_known_that_nothing_began()
    {
        Recover(AttemptPhase.Accepted);
        Assert.Empty(_desk.Answer(Keep(0)));
        Assert.IsType<Act.Start>(Assert.Single(_desk.Tell(new ProcessEvent.NeverBegun(Key(1)))));
    }

    [Fact]
    public void A_server_that_does_not_say_what_it_has_counted_is_followed_as_before()
    {
        Recover(AttemptPhase.Accepted);
        _desk.Tell(new ProcessEvent.NeverBegun(Key(1)));
        Assert.IsType<Act.Start>(Assert.Single(_desk.Answer(Order(Key(1), OrderKind.Keep))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_server_has_heard_of_is_not_started_again_and_said_to_be_in_doubt(bool wordComesFirst)
    {
        Recover(AttemptPhase.Accepted);
        if (wordComesFirst) _desk.Answer(Keep(1));
        IReadOnlyList<Act> acts = _desk.Tell(new ProcessEvent.NeverBegun(Key(1)));
        if (!wordComesFirst) acts = [.. acts, .. _desk.Answer(Keep(1))];
        Assert.DoesNotContain(acts, act => act is Act.Start);
        AttemptReport report = Assert.Single(_desk.Sync().Reports);
        Assert.Equal((EndKind.ExitUnknown, false), (report.End!.Kind, report.End.TreeEmpty));
        Assert.Contains("older", report.Message, StringComparison.Ordinal);
        Assert.True(report.Seq > 1);
    }

    [Fact]
    public void What_is_over_for_the_server_is_not_started_again()
    {
        Recover(AttemptPhase.Accepted);
        _desk.Tell(new ProcessEvent.NeverBegun(Key(1)));
        Assert.DoesNotContain(_desk.Answer(Order(Key(1), OrderKind.Forget)), act => act is Act.Start);
        Assert.DoesNotContain(_desk.Tell(new ProcessEvent.NeverBegun(Key(1))), act => act is Act.Start);
        Assert.Equal(ReportKind.Declined, Assert.Single(_desk.Sync().Reports).Kind);
        _desk.Acknowledge(Verdict.Duplicate);
        Assert.Empty(_desk.Sync().Holds);
    }

    [Fact]
    public void What_was_stopped_before_it_began_does_not_begin()
    {
        Recover(AttemptPhase.Stopping);
        Assert.DoesNotContain(_desk.Tell(new ProcessEvent.NeverBegun(Key(1))), act => act is Act.Start);
        Assert.Equal(ReportKind.Declined, Assert.Single(_desk.Sync().Reports).Kind);
    }

    [Fact]
    public void Reports_of_a_later_start_have_numbers_that_no_earlier_one_can_have_used()
    {
        var first = new Desk();
        first.Answer(Order(Key(1), OrderKind.Start));
        first.Tell(Started(Key(1)), Signs(DateTimeOffset.UnixEpoch), Signs(null), Ended(Key(1)));
        Recover(AttemptPhase.Running, seq: 1);
        _desk.Tell(Ended(Key(1)));
        Assert.True(Assert.Single(_desk.Sync().Reports).Seq > first.Sync().Reports[^1].Seq);
    }

    [Fact]
    public void Reports_that_the_journal_holds_keep_their_numbers()
    {
        JournaledAttempt held = Journaled(Key(1), AttemptPhase.Running);
        var started = new AttemptReport
        {
            TaskId = Key(1).TaskId, Attempt = 1, Seq = 1, Kind = ReportKind.Started, At = DateTimeOffset.UnixEpoch,
        };
        _desk.Brain.Recover(new JournalContents([held with { State = held.State with { Seq = 1, Outbox = [started] } }], []));
        Assert.Equal(1, Assert.Single(_desk.Sync().Reports).Seq);
    }

    private void Recover(AttemptPhase phase, long seq = 0)
    {
        JournaledAttempt held = Journaled(Key(1), phase);
        _desk.Brain.Recover(new JournalContents([held with { State = held.State with { Seq = seq } }], []));
    }

    private static AttemptOrder Keep(long counted) => Order(Key(1), OrderKind.Keep) with { Seq = counted };

    private static ProcessEvent.Signs Signs(DateTimeOffset? stalledSince) => new ProcessEvent.Signs(Key(1), stalledSince);
}
