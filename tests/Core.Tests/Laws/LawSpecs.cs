using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TaskSync.Core.Tests.Lifecycle;

namespace TaskSync.Core.Tests.Laws;

/// <summary>What holds in every life of a task.</summary>
[Properties(Arbitrary = [typeof(Lives)], MaxTest = 1000, StartSize = 60, EndSize = 120)]
public class LawSpecs
{
    [Property]
    public void Terminal_is_final(Happening[] life)
    {
        foreach (var (_, before, after) in Life.Changes(life).Where(change => change.Before.State.IsTerminal()))
        {
            Assert.Equal(Verdict(before), Verdict(after));
        }
    }

    [Property]
    public void The_version_rises_by_exactly_one(Happening[] life) =>
        Assert.All(Life.Of(life).Where(step => step.Moved), step => Assert.Equal((step.Before?.Version ?? 0) + 1, step.After!.Version));

    [Property]
    public void Attempts_never_fall_and_reports_never_count_back(Happening[] life)
    {
        foreach (var (_, before, after) in Life.Changes(life))
        {
            Assert.InRange(after.Attempt, before.Attempt, before.Attempt + 1);
            if (after.Attempt == before.Attempt) Assert.True(after.Seq >= before.Seq);
            if (after.Attempt == before.Attempt) Assert.Equal(before.AgentId, after.AgentId);
        }
    }

    [Property]
    public void What_counted_once_changes_nothing_when_it_is_said_again(Happening[] life)
    {
        foreach (var (step, _, after) in Life.Changes(life).Where(change => change.Step.Command is TaskCommand.Report))
        {
            Assert.IsType<TaskDecision.Ignored>(TaskMachine.Decide(after, step.Command, step.Now));
        }
    }

    [Property]
    public void Whatever_was_said_once_can_be_said_again_at_once(Happening[] life)
    {
        foreach (var (step, _, after) in Life.Changes(life).Where(change => change.Step.Command is not TaskCommand.HoldRestored))
        {
            Assert.IsNotType<TaskDecision.Moved>(TaskMachine.Decide(after, step.Command, step.Now));
        }
    }

    [Property]
    public void Every_end_that_is_not_good_has_a_reason_and_a_sentence(Happening[] life)
    {
        foreach (TaskSnapshot task in Life.Tasks(life).Where(task => task.State is TaskState.Failed or TaskState.Cancelled))
        {
            Assert.NotEqual(TaskReason.None, task.Reason);
            Assert.False(string.IsNullOrWhiteSpace(task.Message));
        }
    }

    [Property]
    public void An_orphan_deadline_runs_exactly_while_nobody_speaks_for_the_task(Happening[] life)
    {
        foreach (var (step, before, after) in Life.Changes(life))
        {
            Assert.Equal(after.OrphanAt is null, after.LostSince is null);
            if (after.State == TaskState.Unknown) Assert.NotNull(after.OrphanAt);
            else if (after.State != TaskState.Cancelling) Assert.Null(after.OrphanAt);
            else Assert.Equal(IsLost(step.Command, before), after.OrphanAt is not null);
        }
    }

    [Property]
    public void The_end_of_a_state_is_stamped_with_it(Happening[] life)
    {
        foreach (var (step, before, after) in Life.Changes(life))
        {
            Assert.Equal(after.State.IsTerminal(), after.EndedAt is not null);
            if (after.State != before.State) Assert.Equal(step.Now, after.Since);
            if (after.State.IsTerminal()) Assert.Equal(TaskReason.None, after.Hold);
        }
    }

    [Property]
    public void Every_open_task_has_an_exit_that_needs_no_agent(Happening[] life)
    {
        foreach (var (_, _, after) in Life.Changes(life).Where(change => !change.After.State.IsTerminal()))
        {
            TaskDecision forced = TaskMachine.Decide(after, new TaskCommand.Cancel("bob", Force: true), Some.Day);
            Assert.Equal(TaskState.Cancelled, Assert.IsType<TaskDecision.Moved>(forced).Next.State);
            Assert.True(EndsByItself(after), $"{Situation.Of(after)} waits for ever.");
        }
    }

    [Property]
    public void A_timeline_is_bounded_and_tells_every_step(Happening[] life)
    {
        foreach (TaskSnapshot task in Life.Tasks(life))
        {
            TimelineEntry last = task.Timeline[^1];
            Assert.Equal((task.State, task.Attempt), (last.To, last.Attempt));
            Assert.Equal((TaskState.None, TaskState.Queued), (task.Timeline[0].From, task.Timeline[0].To));
            Assert.Equal(Math.Min(task.Version, Limits.TimelineEntries), task.Timeline.Count);
            if (task.Version > Limits.TimelineEntries) continue;
            Assert.All(task.Timeline.Zip(task.Timeline.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        }
    }

    [Property]
    public void Every_step_says_who_and_when(Happening[] life) => Assert.All(Life.Of(life).Where(step => step.Moved), step =>
    {
        TimelineEntry entry = step.After!.Timeline[^1];
        Assert.Equal(step.Now, entry.At);
        Assert.NotEqual("", entry.By);
        Assert.Equal(step.Before?.State ?? TaskState.None, entry.From);
    });

    /// <summary>Whether nobody speaks for a cancelled task after the command: it was lost just now, or before and not heard since.</summary>
    private static bool IsLost(TaskCommand command, TaskSnapshot before) => command switch
    {
        TaskCommand.LoseLease or TaskCommand.RemoveAgent or TaskCommand.HoldRestored => true,
        TaskCommand.List or TaskCommand.Report => false,
        _ => before.OrphanAt is not null,
    };

    [Fact]
    public void Lives_come_everywhere()
    {
        IEnumerable<Happening[]> lives = Lives.Happenings().Generator.Sample(24000, new Rnd(7, 9), 60);
        HashSet<string> visited = [.. lives.SelectMany(Life.Of).Select(step => Situation.Of(step.After))];

        Assert.Empty(Reach.All.Select(Situation.Of).Distinct().Except(visited).Except([Situation.Absent]));
    }

    private static object Verdict(TaskSnapshot task) =>
        (task.State, task.Reason, task.Message, task.EndedAt, task.ExitCode, task.Since, task.Attempt, task.CancelledBy);

    /// <summary>By a deadline; by the end of the lease and then a deadline; or a person holds it, and only a person can.</summary>
    private static bool EndsByItself(TaskSnapshot task)
    {
        if (task.Custody.IsUnproven() && task.OrphanAt is null)
        {
            var lost = new TaskCommand.LoseLease(task.AgentId!.Value, task.Attempt, Some.Day);
            task = Assert.IsType<TaskDecision.Moved>(TaskMachine.Decide(task, lost, Some.Day)).Next;
        }
        if (task.LookAt is not { } due) return task.Hold != TaskReason.None;
        bool early = TaskMachine.Decide(task, new TaskCommand.Look(), due.AddTicks(-1)) is TaskDecision.Moved;
        return !early && TaskMachine.Decide(task, new TaskCommand.Look(), due) is TaskDecision.Moved moved && moved.Next.State.IsTerminal();
    }
}
