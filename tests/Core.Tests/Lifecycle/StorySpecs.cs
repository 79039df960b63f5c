using Answer = TaskSync.Core.Tasks.Answer;
using static TaskSync.Core.Tasks.TaskCommand;

namespace TaskSync.Core.Tests.Lifecycle;

/// <summary>Orders of events that go wrong elsewhere, each told once from its beginning.</summary>
public class StorySpecs
{
    private static readonly List Listed = new(Some.Agent, 1, AttemptPhase.Running);
    private static readonly LoseLease Lost = new(Some.Agent, 1, Some.Day);
    private static readonly Forget Missing = new(Some.Agent, 1);
    private static readonly Cancel Cancelled = new("bob", Force: false);
    private static readonly Cancel Forced = new("bob", Force: true);

    [Fact]
    public void A_report_that_comes_before_the_listing_counts_as_one()
    {
        TaskSnapshot task = Offered(Some.Report(ReportKind.Started, 1));

        Assert.Equal("working/held", Situation.Of(task));
        Assert.IsType<TaskDecision.Ignored>(TaskMachine.Decide(task, Listed, Some.Day));
    }

    [Fact]
    public void An_offer_that_is_missing_after_its_decline_is_no_loss()
    {
        TaskSnapshot task = Offered(Some.Report(ReportKind.Declined, 1));

        Assert.IsType<TaskDecision.Ignored>(TaskMachine.Decide(task, Missing, Some.Day));
        Assert.Equal(2, Then(task, new Offer(Some.Other)).Attempt);
    }

    [Fact]
    public void A_decline_whose_answer_was_lost_is_acknowledged_again()
    {
        Report declined = Some.Report(ReportKind.Declined, 1);
        TaskSnapshot task = Offered(declined);

        Assert.IsType<TaskDecision.Ignored>(TaskMachine.Decide(task, declined, Some.Day));
        Assert.Equal(OrderKind.Forget, TaskMachine.OrderFor(task, task.Id, Some.Agent, 1, listed: true).Kind);
    }

    [Fact]
    public void What_was_started_cannot_be_declined_into_a_second_run()
    {
        TaskSnapshot task = Offered(Some.Report(ReportKind.Started, 1));

        var refused = Assert.IsType<TaskDecision.Refused>(TaskMachine.Decide(task, Some.Report(ReportKind.Declined, 2), Some.Day));

        Assert.Equal(Refusal.Fenced, refused.Code);
    }

    [Fact]
    public void An_agent_that_was_heard_while_the_task_could_not_be_written_is_not_given_up_before_its_time()
    {
        TaskSnapshot task = Offered(Some.Report(ReportKind.Started, 1), Lost);
        DateTimeOffset due = task.OrphanAt!.Value;
        TimeSpan timeout = due - Some.Day;

        TaskSnapshot later = Then(task, due, new Look(due.AddSeconds(-1)));

        Assert.Equal((TaskState.Unknown, task.Reason, due.AddSeconds(-1) + timeout), (later.State, later.Reason, later.OrphanAt!.Value));
        Assert.Equal(TaskState.Failed, Then(later, later.OrphanAt.Value, new Look(due.AddSeconds(-1))).State);
        Assert.Equal(TaskState.Failed, Then(task, due, new Look(task.LostSince)).State);
    }

    [Fact]
    public void A_silence_is_marked_again_when_its_agent_is_back_and_heard_no_sign()
    {
        TaskSnapshot silent = Offered(Some.Report(ReportKind.Started, 1), Some.Report(ReportKind.Stalled, 2));
        TaskSnapshot away = Then(silent, Lost);
        TaskSnapshot back = Then(away, Listed);

        Assert.Null(TaskSummary.Of(away, change: 1).StalledSince);
        Assert.Equal((TaskReason.Stalled, silent.StalledSince), (back.Reason, TaskSummary.Of(back, change: 2).StalledSince));
        Assert.Null(Then(back, Some.Report(ReportKind.Progress, 3)).StalledSince);
        Assert.Null(Then(away, Some.Report(ReportKind.Progress, 3)).StalledSince);
    }

    [Fact]
    public void A_lease_lost_between_offer_and_start_leaves_it_open_whether_it_runs()
    {
        TaskSnapshot task = Offered(Lost);

        Assert.Equal("unknown/offered", Situation.Of(task));
        Assert.IsType<TaskDecision.Refused>(TaskMachine.Decide(task, new Offer(Some.Other), Some.Day));
        Assert.Equal("working/held", Situation.Of(Then(task, Some.Report(ReportKind.Started, 1))));
        Assert.Equal("queued/offered", Situation.Of(Then(task, Missing)));
    }

    [Fact]
    public void A_result_that_comes_after_the_orphan_timeout_is_shown_and_proves_the_process_gone()
    {
        TaskSnapshot orphan = Then(Offered(Some.Report(ReportKind.Started, 1), Lost), Some.Day.AddHours(1), new Look());
        TaskSnapshot task = Then(orphan, Some.Ended(Some.Exit(0), 2));

        Assert.Equal((TaskState.Failed, TaskReason.Orphaned), (task.State, task.Reason));
        Assert.Equal(TaskState.Completed, task.LateReport!.State);
        Assert.True(orphan.BlocksTurn);
        Assert.False(task.BlocksTurn);
    }

    [Fact]
    public void An_exit_before_the_first_signal_is_what_it_says_although_a_cancel_was_asked_for()
    {
        TaskSnapshot cancelling = Offered(Some.Report(ReportKind.Started, 1), Cancelled);

        Assert.Equal(TaskState.Completed, Then(cancelling, Some.Ended(Some.Exit(0), 2)).State);
        TaskSnapshot stopped = Then(cancelling, Some.Ended(Some.Exit(143) with { StoppedBy = StopCause.Cancel }, 2));
        Assert.Equal((TaskState.Cancelled, 143), (stopped.State, stopped.ExitCode));
    }

    [Fact]
    public void An_attempt_listed_after_a_forced_cancel_and_then_missing_is_not_proven_gone()
    {
        TaskSnapshot task = Offered(Forced, Listed, Missing);

        Assert.Equal("cancelled/lost", Situation.Of(task));
        Assert.True(task.BlocksTurn);
    }

    [Fact]
    public void A_cancel_whose_agent_is_heard_again_no_longer_says_that_nobody_hears_it()
    {
        TaskSnapshot task = Offered(Some.Report(ReportKind.Started, 1), Cancelled, Lost, Listed);

        Assert.Equal((TaskState.Cancelling, TaskReason.Requested), (task.State, task.Reason));
        Assert.Equal("Waits until its process is gone.", task.Message);
    }

    [Fact]
    public void An_attempt_that_waits_for_a_person_comes_back_from_unknown_as_it_was()
    {
        TaskSnapshot task = Offered(Asks(1, "q"), Lost, Listed with { Phase = AttemptPhase.Waiting });

        Assert.Equal((TaskState.InputRequired, "q"), (task.State, task.Question?.RequestId));
    }

    [Fact]
    public void The_first_answer_counts_and_says_whose_it_was()
    {
        TaskSnapshot task = Offered(Asks(1, "q"), Answers("q"));

        var refused = Assert.IsType<TaskDecision.Refused>(TaskMachine.Decide(
            task, Answers("q") with { Behavior = AnswerBehavior.Allow, By = "ada" }, Some.Day));

        Assert.Equal((AnswerBehavior.Deny, "Not there.", "bob"), (task.Answer!.Behavior, task.Answer.Text, task.Answer.By));
        Assert.Contains("bob", refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_is_repeated_until_the_attempt_goes_on()
    {
        TaskSnapshot asks = Offered(Asks(1, "q"));
        TaskSnapshot answered = Then(asks, Answers("q"));
        TaskSnapshot resumed = Then(answered, Some.Report(ReportKind.Resumed, 2));

        Assert.Equal(("q", null), Told(asks));
        Assert.Equal(("q", answered.Answer), Told(answered));
        Assert.Equal((null, null), Told(resumed));
    }

    [Fact]
    public void An_answer_given_while_the_agent_is_away_waits_for_it()
    {
        TaskSnapshot task = Offered(Asks(1, "q"), Lost, Answers("q"), Listed with { Phase = AttemptPhase.Waiting });

        Assert.Equal((TaskState.InputRequired, task.Answer), (task.State, Told(task).Answer));
        Assert.NotNull(task.Answer);
    }

    [Fact]
    public void A_question_that_is_asked_again_keeps_its_answer_and_another_one_does_not()
    {
        TaskSnapshot answered = Offered(Asks(1, "q"), Answers("q"));

        Assert.IsType<TaskDecision.Ignored>(TaskMachine.Decide(answered, Asks(2, "q"), Some.Day));
        Assert.NotNull(Then(Then(answered, Lost), Asks(2, "q")).Answer);
        Assert.Equal(("other", null), Told(Then(answered, Asks(2, "other"))));
    }

    [Fact]
    public void What_was_asked_before_a_backup_is_asked_anew()
    {
        TaskSnapshot task = Offered(Asks(1, "q"), new HoldRestored(), Listed with { Phase = AttemptPhase.Waiting });

        Assert.Equal((TaskState.InputRequired, null), (task.State, Told(task).Asks));
        Assert.Equal("q", Told(Then(task, Asks(2, "q"))).Asks);
    }

    [Fact]
    public void The_orphan_timeout_runs_from_when_the_agent_was_last_heard()
    {
        TaskSnapshot task = Then(Offered(Listed), Some.Day.AddMinutes(5), Lost);

        Assert.Equal((Some.Day, Some.Day.AddHours(1)), (task.LostSince, task.OrphanAt));
    }

    [Fact]
    public void A_restored_offer_starts_nothing_that_may_have_run_since_the_backup()
    {
        TaskSnapshot task = Offered(new HoldRestored());

        Assert.Equal(OrderKind.Keep, TaskMachine.OrderFor(task, task.Id, Some.Agent, 1, listed: false).Kind);
        Assert.Equal((TaskState.Failed, TaskReason.AgentForgot), Outcome(Then(task, Missing)));
    }

    [Fact]
    public void A_released_task_waits_anew_however_old_the_backup_is()
    {
        DateTimeOffset late = Some.Day.AddDays(30);
        TaskSnapshot task = Then(Some.After(Some.Create(), new HoldRestored()), late, new Release("bob"));

        Assert.IsType<TaskDecision.Ignored>(TaskMachine.Decide(task, new Look(), late.AddHours(23)));
        Assert.Equal(1, Then(task, new Offer(Some.Agent)).Attempt);
    }

    [Fact]
    public void A_restored_task_takes_the_word_of_the_agent_that_ran_it_since()
    {
        TaskSnapshot held = Some.After(Some.Create(), new HoldRestored());
        TaskSnapshot running = Then(held, new List(Some.Other, 3, AttemptPhase.Running));

        Assert.Equal((3, Some.Other, TaskState.Working), (running.Attempt, running.AgentId, running.State));
        Assert.Equal((TaskState.Completed, TaskReason.None), Outcome(Then(running, Some.Ended(Some.Exit(0), 7, 3, Some.Other))));
    }

    [Fact]
    public void A_task_pinned_to_an_agent_is_offered_to_no_other()
    {
        var refused = Assert.IsType<TaskDecision.Refused>(
            TaskMachine.Decide(Some.After(Some.Create(pinned: Some.Agent)), new Offer(Some.Other), Some.Day));

        Assert.Equal(Refusal.NotOfferable, refused.Code);
    }

    [Fact]
    public void An_end_without_code_signal_or_result_is_not_known()
    {
        TaskSnapshot task = Offered(Some.Ended(new() { Kind = EndKind.Exited, TreeEmpty = true }, 1));

        Assert.Equal((TaskState.Failed, TaskReason.ExitUnknown), Outcome(task));
    }

    [Fact]
    public void A_runner_that_judges_without_a_word_still_gives_a_sentence()
    {
        TaskSnapshot task = Offered(Some.Ended(Some.Exit(0) with { Result = new() { IsError = true } }, 1));

        Assert.Equal((TaskState.Failed, TaskReason.ResultError), Outcome(task));
        Assert.NotNull(task.Message);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(null, 15)]
    public void A_result_that_was_read_counts_more_than_how_the_process_ended_after_it(int? code, int? signal)
    {
        AttemptEnd end = new() { Kind = EndKind.Exited, ExitCode = code, Signal = signal, TreeEmpty = true };

        TaskSnapshot good = Offered(Some.Ended(end with { Result = new() { Text = "Done." } }, 1));
        TaskSnapshot bad = Offered(Some.Ended(end with { Result = new() { IsError = true } }, 1));

        Assert.Equal((TaskState.Completed, TaskReason.None, code), (good.State, good.Reason, good.ExitCode));
        Assert.Equal((TaskState.Failed, TaskReason.ResultError), Outcome(bad));
    }

    [Fact]
    public void A_start_says_which_conversation_to_go_on_with_and_the_end_which_one_it_became()
    {
        var before = new Conversation { Id = "c-1", Cwd = "/srv", CostUsd = 1 };
        TaskSnapshot offered = Some.After(Some.Create(), new TaskCommand.Offer(Some.Agent, before));

        Assert.Equal(before, TaskMachine.OrderFor(offered, Some.Task, Some.Agent, 1, listed: false).Resumes);
        TaskSnapshot ended = Then(offered, Some.Ended(Some.Exit(0) with { Conversation = before with { Id = "c-2" } }, 1));
        Assert.Equal("c-2", ended.Conversation?.Id);
    }

    [Theory]
    [InlineData(TaskReason.ConversationMoved)]
    [InlineData(TaskReason.ConversationForgotten)]
    public void A_start_that_begins_a_new_conversation_although_there_was_one_says_why(TaskReason why)
    {
        TaskSnapshot offered = Some.After(Some.Create(), new TaskCommand.Offer(Some.Agent, Anew: why));
        TaskSnapshot started = Then(offered, Some.Report(ReportKind.Started, 1));

        Assert.Equal((TaskState.Queued, why), Outcome(offered));
        Assert.Contains("a new conversation", offered.Message, StringComparison.Ordinal);
        Assert.Contains(started.Timeline, step => step.Reason == why && step.Attempt == 1);
        Assert.Null(started.Message);
    }

    [Fact]
    public void A_conversation_is_kept_although_its_task_was_given_up_before()
    {
        TaskSnapshot forced = Then(Offered(Some.Report(ReportKind.Started, 1)), new TaskCommand.Cancel("ada", Force: true));
        AttemptEnd late = Some.Stopped(StopCause.Cancel, treeEmpty: true) with { Conversation = new() { Id = "c-1" } };

        Assert.Equal("c-1", Then(forced, Some.Ended(late, 2)).Conversation?.Id);
    }

    private static Report Asks(long seq, string question)
    {
        Report report = Some.Report(ReportKind.InputRequired, seq);
        return report with { What = report.What with { Question = new() { RequestId = question, Tool = "Bash" } } };
    }

    private static TaskCommand.Answer Answers(string question) => new(question, AnswerBehavior.Deny, "Not there.", "bob");

    private static (string? Asks, Answer? Answer) Told(TaskSnapshot task)
    {
        AttemptOrder order = TaskMachine.OrderFor(task, task.Id, Some.Agent, 1, listed: true);
        return (order.Asks, order.Answer);
    }

    private static (TaskState State, TaskReason Reason) Outcome(TaskSnapshot task) => (task.State, task.Reason);

    private static TaskSnapshot Offered(params TaskCommand[] then) =>
        Some.After([Some.Create(), new Offer(Some.Agent), .. then]);

    private static TaskSnapshot Then(TaskSnapshot task, TaskCommand command) => Then(task, Some.Day, command);

    private static TaskSnapshot Then(TaskSnapshot task, DateTimeOffset now, TaskCommand command) =>
        Assert.IsType<TaskDecision.Moved>(TaskMachine.Decide(task, command, now)).Next;
}
