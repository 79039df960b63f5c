using TaskSync.Agent.Brain;
using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;
using static TaskSync.Agent.Tests.Desk;

namespace TaskSync.Agent.Tests;

/// <summary>What the brain makes of a disk that refuses.</summary>
public sealed class BrainDiskSpecs
{
    private readonly Desk _desk = new();

    [Fact]
    public void An_end_that_no_disk_takes_is_said_after_a_while_with_the_reason()
    {
        Run(Key(1));
        _desk.DiskError = "No space left on device.";
        _desk.Tell(Ended(Key(1)));
        Assert.Empty(_desk.Sync().Reports);
        _desk.Time.Advance(AgentLimits.SpeakAnywayAfter);
        AttemptReport said = Assert.Single(_desk.Sync().Reports);
        Assert.Equal(ReportKind.Ended, said.Kind);
        Assert.Contains("No space left on device.", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_that_failed_is_not_said_before_it_is_written_because_a_restart_might_start_it()
    {
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.DiskError = "No space left on device.";
        _desk.Tell(new ProcessEvent.NotStarted(Key(1), default, "There is no such command."));
        _desk.Time.Advance(AgentLimits.SpeakAnywayAfter);
        Assert.Empty(_desk.Sync().Reports);
        _desk.DiskError = null;
        _desk.Tell(new Ticked());
        Assert.Equal(EndKind.StartFailed, Assert.Single(_desk.Sync().Reports).End!.Kind);
    }

    [Fact]
    public void What_could_not_be_remembered_is_written_again_until_it_is()
    {
        Run(Key(1));
        _desk.Tell(Ended(Key(1)));
        _desk.DiskError = "Input/output error.";
        _desk.Acknowledge(Verdict.Accepted);
        Assert.Equal(AgentLimits.RewriteEvery, _desk.Brain.UntilTick());
        _desk.Time.Advance(AgentLimits.RewriteEvery);
        _desk.Tell(new Ticked());
        Assert.IsType<JournalWrite.Retire>(Assert.Single(_desk.Writes));
        _desk.DiskError = null;
        _desk.Time.Advance(AgentLimits.RewriteEvery);
        _desk.Tell(new Ticked());
        Assert.IsType<JournalWrite.Retire>(Assert.Single(_desk.Writes));
        Assert.Null(_desk.Brain.UntilTick());
    }

    [Fact]
    public void Rewriting_waits_for_no_quiet_moment()
    {
        Run(Key(1));
        _desk.DiskError = "Input/output error.";
        _desk.Tell(Ended(Key(1)));
        // Whatever else happens meanwhile does not put it off.
        for (int i = 0; i < 4; i++)
        {
            _desk.Time.Advance(AgentLimits.RewriteEvery / 4);
            _desk.Tell(new WorkCalled());
        }
        Assert.Equal(TimeSpan.Zero, _desk.Brain.UntilTick());
    }

    [Fact]
    public void What_is_offered_while_the_disk_takes_nothing_is_declined_from_memory_with_its_words()
    {
        _desk.DiskError = "No space left on device.";
        _desk.Answer(Order(Key(1), OrderKind.Start));
        Assert.Empty(_desk.Sync().Reports);
        // Where nothing is, nothing has to be removed, and that needs no room.
        _desk.DiskError = null;
        Assert.Equal([], Starts(_desk.Answer(Order(Key(1), OrderKind.Start))));
        Assert.IsType<JournalWrite.Discard>(Assert.Single(_desk.Writes));
        AttemptReport said = Assert.Single(_desk.Sync().Reports);
        Assert.Equal(ReportKind.Declined, said.Kind);
        Assert.Contains("No space left on device.", said.Message, StringComparison.Ordinal);
        Assert.True(_desk.Sync().Draining);
    }

    [Fact]
    public void A_decline_is_not_said_while_the_disk_may_hold_something_to_start()
    {
        _desk.DiskError = "Input/output error.";
        _desk.Answer(Order(Key(1), OrderKind.Start));
        Assert.Equal([], Starts(_desk.Answer(Order(Key(1), OrderKind.Start))));
        Assert.Empty(_desk.Sync().Reports);
        Assert.Empty(_desk.Sync().Holds);
    }

    [Fact]
    public void What_was_declined_from_memory_is_remembered_on_disk_as_soon_as_there_is_room()
    {
        _desk.DiskError = "No space left on device.";
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.DiskError = null;
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.DiskError = "No space left on device.";
        _desk.Acknowledge(Verdict.Accepted);
        Assert.Equal([], Starts(_desk.Answer(Order(Key(1), OrderKind.Start))));
        _desk.DiskError = null;
        _desk.Time.Advance(AgentLimits.RewriteEvery);
        _desk.Tell(new Ticked());
        Assert.IsType<JournalWrite.Retire>(Assert.Single(_desk.Writes));
        _desk.Time.Advance(AgentLimits.RestAfterDiskError);
        Assert.Equal([Key(2)], Starts(_desk.Answer(Order(Key(2), OrderKind.Start))));
    }

    private static IEnumerable<AttemptKey> Starts(IEnumerable<Act> acts) => acts.OfType<Act.Start>().Select(start => start.Spec.Key);

    private void Run(AttemptKey key)
    {
        _desk.Answer(Order(key, OrderKind.Start));
        _desk.Tell(Started(key));
        _desk.Acknowledge(Verdict.Accepted);
    }
}
