using FsCheck.Xunit;

namespace TaskSync.Core.Tests.Sessions;

public class SessionSpecs
{
    private static readonly DateTimeOffset Day = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly AgentId Home = AgentId.Derive("home");
    private static readonly AgentId Away = AgentId.Derive("away");
    private static readonly TaskId Earlier = TaskId.Derive("earlier");
    private static readonly SessionSnapshot Session = new() { Id = SessionId.Derive("session"), Version = 3 };

    [Fact]
    public void A_task_is_offered_to_anyone_while_the_session_lives_nowhere() =>
        Assert.Equal(new TurnDecision(true, null), SessionMachine.MayOffer(Session, new(null, null), Home));

    [Theory]
    [InlineData(TaskState.Working, "is working")]
    [InlineData(TaskState.Unknown, "is unknown")]
    [InlineData(TaskState.Failed, "not proven gone")]
    [InlineData(TaskState.Cancelled, "not proven gone")]
    public void An_earlier_task_that_is_open_or_unproven_holds_it_up(TaskState state, string why)
    {
        TurnDecision turn = SessionMachine.MayOffer(Session, new(new(Earlier, state), Home), Home);

        Assert.False(turn.Yes);
        Assert.Contains(why, turn.Why, StringComparison.Ordinal);
        Assert.Contains(Earlier.Value, turn.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_stays_with_the_agent_of_its_first_task_until_a_person_moves_it()
    {
        var facts = new TurnFacts(null, Home);
        SessionSnapshot moved = Session with { MovedTo = Away };

        Assert.Equal((true, false), (SessionMachine.MayOffer(Session, facts, Home).Yes, SessionMachine.MayOffer(Session, facts, Away).Yes));
        Assert.Equal((false, true), (SessionMachine.MayOffer(moved, facts, Home).Yes, SessionMachine.MayOffer(moved, facts, Away).Yes));
    }

    [Fact]
    public void A_conversation_goes_on_where_it_was_held_and_begins_anew_elsewhere()
    {
        var conversation = new Conversation { Id = "c-1", Cwd = "/srv" };
        var facts = new TurnFacts(null, Home, new(conversation, Home));

        Assert.Equal(new(conversation), SessionMachine.Converse(facts, Home));
        Assert.Equal(new(Anew: TaskReason.ConversationMoved), SessionMachine.Converse(facts, Away));
        Assert.Equal(new(), SessionMachine.Converse(new(null, Home), Home));
    }

    [Fact]
    public void A_conversation_that_the_CLI_forgot_is_not_asked_for_again() => Assert.Equal(
        new(Anew: TaskReason.ConversationForgotten),
        SessionMachine.Converse(new(null, Home, new(new Conversation { Id = "c-1", Forgotten = true }, Home)), Home));

    [Theory]
    [InlineData(TaskState.Queued, "is queued")]
    [InlineData(TaskState.Working, "is working")]
    [InlineData(TaskState.Unknown, "is unknown")]
    [InlineData(TaskState.Cancelled, "not proven gone")]
    public void A_session_is_not_moved_away_from_a_process_that_may_run(TaskState state, string why)
    {
        TurnDecision move = SessionMachine.MayMove(Session, new(Home, new(Earlier, state), 0), Away);

        Assert.False(move.Yes);
        Assert.Contains(why, move.Why, StringComparison.Ordinal);
        Assert.Contains(Earlier.Value, move.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_is_moved_when_nothing_of_it_is_out_and_to_where_it_lives_at_any_time()
    {
        var busy = new SessionFacts(Home, new(Earlier, TaskState.Working), 0);

        Assert.True(SessionMachine.MayMove(Session, busy with { Out = null }, Away).Yes);
        Assert.True(SessionMachine.MayMove(Session, busy, Home).Yes);
        Assert.True(SessionMachine.MayMove(Session with { MovedTo = Away }, busy, Away).Yes);
        Assert.False(SessionMachine.MayMove(Session with { MovedTo = Away }, busy, Home).Yes);
    }

    [Fact]
    public void Each_command_changes_its_own_field_once()
    {
        (SessionCommand Command, SessionSnapshot Then)[] cases =
        [
            (new SessionCommand.Rename("New"), Session with { Title = "New", Version = 4 }),
            (new SessionCommand.Archive(true), Session with { ArchivedAt = Day, Version = 4 }),
            (new SessionCommand.Move(Away), Session with { MovedTo = Away, Version = 4 }),
            (new SessionCommand.Continue(7), Session with { ContinuedPast = 7, Version = 4 }),
        ];

        Assert.Equal(typeof(SessionCommand).GetNestedTypes().Length, cases.Length);
        Assert.All(cases, told =>
        {
            Assert.Equal(told.Then, SessionMachine.Decide(Session, told.Command, Day));
            Assert.Null(SessionMachine.Decide(told.Then, told.Command, Day.AddDays(1)));
        });
    }

    [Fact]
    public void What_was_put_away_can_be_taken_out_and_a_title_given_back()
    {
        SessionSnapshot away = Session with { ArchivedAt = Day, Title = "New" };

        Assert.Null(SessionMachine.Decide(away, new SessionCommand.Archive(false), Day)!.ArchivedAt);
        Assert.Null(SessionMachine.Decide(away, new SessionCommand.Rename(null), Day)!.Title);
        Assert.Null(SessionMachine.Decide(Session with { ContinuedPast = 7 }, new SessionCommand.Continue(5), Day));
    }

    [Property]
    public void A_session_shows_what_needs_a_person_then_what_is_least_certain(byte queued, byte working, byte input, byte cancelling, byte unknown)
    {
        var counts = new StateCounts
        {
            Queued = queued % 2, Working = working % 2, InputRequired = input % 2, Cancelling = cancelling % 2, Unknown = unknown % 2,
            Completed = 1, Failed = 2, Cancelled = 3,
        };
        (int Count, SessionState State)[] order =
        [
            (counts.InputRequired, SessionState.InputRequired), (counts.Unknown, SessionState.Unknown),
            (counts.Cancelling, SessionState.Cancelling), (counts.Working, SessionState.Working), (counts.Queued, SessionState.Queued),
            (1, SessionState.Idle),
        ];

        Assert.Equal(order.First(entry => entry.Count > 0).State, counts.Derive());
        Assert.Equal(order.Take(5).Sum(entry => entry.Count) + 6, counts.Total);
    }
}
