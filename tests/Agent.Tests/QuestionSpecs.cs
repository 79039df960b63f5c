using TaskSync.Agent.Brain;
using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using static TaskSync.Agent.Tests.Desk;

namespace TaskSync.Agent.Tests;

/// <summary>What the brain makes of questions.</summary>
public sealed class QuestionSpecs
{
    private readonly Desk _desk = new(slots: 1);

    public QuestionSpecs()
    {
        _desk.Answer(Order(Key(1), OrderKind.Start));
        _desk.Tell(Started(Key(1)));
        _desk.Acknowledge(Verdict.Accepted);
    }

    [Fact]
    public void A_question_is_reported_once_however_often_it_is_seen()
    {
        Asks("q");
        Asks("q");
        SyncRequest sync = _desk.Sync();

        Assert.Equal((ReportKind.InputRequired, "q"), (Assert.Single(sync.Reports).Kind, sync.Reports[0].Question?.RequestId));
        Assert.Equal(AttemptPhase.Waiting, Assert.Single(sync.Holds).Phase);
    }

    [Fact]
    public void An_answer_is_handed_on_with_every_sync_until_the_process_has_it()
    {
        Asks("q");
        Assert.IsType<Act.Answer>(Assert.Single(Kept("q", answer: "q")));
        Assert.IsType<Act.Answer>(Assert.Single(Kept("q", answer: "q")));
        Asks(null);

        Assert.Empty(Kept("q", answer: "q"));
        Assert.Contains(_desk.Sync().Reports, report => report.Kind == ReportKind.Resumed);
    }

    [Fact]
    public void A_server_that_knows_another_question_is_told_again_once_and_gets_no_answer_through()
    {
        Asks("q");
        Assert.Empty(_desk.Acknowledge(Verdict.Accepted, Keep("old", answer: "old")));
        Assert.Empty(Kept("old", answer: "old"));

        Assert.Equal("q", Assert.Single(_desk.Sync().Reports).Question?.RequestId);
    }

    [Fact]
    public void A_waiting_attempt_keeps_its_slot_and_can_be_stopped()
    {
        Asks("q");
        Assert.DoesNotContain(_desk.Answer(Order(Key(2), OrderKind.Start)), act => act is Act.Start);

        Assert.Contains(_desk.Answer(Order(Key(1), OrderKind.Stop, StopCause.Cancel)), act => act is Act.Stop);
        Assert.Equal(AttemptPhase.Stopping, _desk.Sync().Holds.First(held => held.TaskId == Key(1).TaskId).Phase);
    }

    [Fact]
    public void While_a_person_is_waited_for_the_timeout_does_not_run()
    {
        _desk.Time.Advance(TimeSpan.FromSeconds(50));
        Asks("q");
        _desk.Time.Advance(TimeSpan.FromHours(10));
        Assert.Empty(_desk.Tell(new Ticked()));
        Asks(null);
        _desk.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(_desk.Tell(new Ticked()));
        _desk.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<Act.Stop>(Assert.Single(_desk.Tell(new Ticked())));
    }

    private void Asks(string? question) => _desk.Tell(new ProcessEvent.Waits(
        Key(1), question is null ? null : new Question { RequestId = question, Tool = "Bash" }));

    private IReadOnlyList<Act> Kept(string asks, string answer) => _desk.Answer(Keep(asks, answer));

    private static AttemptOrder Keep(string asks, string answer) => Order(Key(1), OrderKind.Keep) with
    {
        Asks = asks, Answer = new Answer { RequestId = answer, Behavior = AnswerBehavior.Allow },
    };
}
