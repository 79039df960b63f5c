using FsCheck.Xunit;
using TaskSync.Core.Tests.Lifecycle;

namespace TaskSync.Core.Tests.Laws;

/// <summary>What holds of processes that nobody sees: nothing runs twice, and nothing counts as gone that was not seen gone.</summary>
[Properties(Arbitrary = [typeof(Lives)], MaxTest = 1000, StartSize = 60, EndSize = 120)]
public class CustodySpecs
{
    [Property]
    public void A_task_is_offered_only_when_it_plainly_waits(Happening[] life)
    {
        foreach (var (_, before, after) in Life.Changes(life).Where(change => change.Step.Command is TaskCommand.Offer))
        {
            Assert.Equal((TaskState.Queued, Custody.None, TaskReason.None), (before.State, before.Custody, before.Hold));
            Assert.Equal((before.Attempt + 1, Custody.Offered, 0L), (after.Attempt, after.Custody, after.Seq));
        }
    }

    /// <summary>A restored task believes an agent that holds a newer attempt; that is the one way round an offer.</summary>
    [Property]
    public void The_next_attempt_begins_only_when_no_process_of_this_one_can_run(Happening[] life)
    {
        foreach (var (_, before, after) in Life.Changes(life).Where(change => change.After.Attempt > change.Before.Attempt))
        {
            Assert.True(!before.Custody.IsUnproven() || before.Hold == TaskReason.Restored);
        }
    }

    [Property]
    public void Custody_goes_one_way_within_an_attempt(Happening[] life)
    {
        foreach (var (step, before, after) in Life.Changes(life).Where(change => change.After.Attempt == change.Before.Attempt))
        {
            bool allowed = before.Custody == after.Custody || (before.Custody, after.Custody) switch
            {
                (Custody.Offered, Custody.Held or Custody.Gone or Custody.Lost or Custody.None) => true,
                (Custody.Held, Custody.Gone or Custody.Lost or Custody.None) => true,
                (Custody.Lost, Custody.Held or Custody.Gone) => true,
                _ => false,
            };
            Assert.True(allowed, $"{step.Command}: {before.Custody} became {after.Custody}.");
        }
    }

    [Property]
    public void Only_the_agent_proves_that_a_process_is_gone(Happening[] life)
    {
        foreach (var (step, before, _) in Life.Changes(life).Where(Proves)) Assert.True(IsProof(step.Command, before), $"{step.Command}");
    }

    [Property]
    public void What_was_seen_once_never_counts_as_never_arrived(Happening[] life)
    {
        var seen = new HashSet<int>();
        foreach (Step step in Life.Of(life).Where(step => step.Decision is not TaskDecision.Refused))
        {
            if (step.Command is TaskCommand.List { Attempt: var listed }) seen.Add(listed);
            if (step.Command is TaskCommand.Report { What.Attempt: var reported }) seen.Add(reported);
            if (step.Command is TaskCommand.Forget { Attempt: var missing } && seen.Contains(missing))
            {
                Assert.True(step.After!.Custody is not (Custody.Offered or Custody.Gone) || !step.Moved, $"{step.Command}");
            }
        }
    }

    [Property]
    public void Cancelled_without_proof_says_that_it_is_unconfirmed(Happening[] life)
    {
        foreach (var (step, before, after) in Life.Changes(life).Where(change => change.After.State == TaskState.Cancelled))
        {
            if (before.State == TaskState.Cancelled) continue;
            bool proven = !after.Custody.IsUnproven();
            Assert.Equal(proven ? TaskReason.Requested : TaskReason.Unconfirmed, after.Reason);
            if (proven) Assert.True(before.Custody == Custody.None || IsProof(step.Command, before), $"{step.Command}");
        }
    }

    [Property]
    public void A_task_is_open_only_while_its_attempt_can_be(Happening[] life)
    {
        foreach (TaskSnapshot task in Life.Tasks(life).Where(task => !task.State.IsTerminal()))
        {
            Assert.NotEqual(Custody.Lost, task.Custody);
            Assert.NotEqual(Custody.Gone, task.Custody);
            Assert.Equal(task.Custody == Custody.None, task.State == TaskState.Queued && !task.Custody.TakesSlot());
            if (task.State is TaskState.Working or TaskState.InputRequired) Assert.Equal(Custody.Held, task.Custody);
        }
    }

    private static bool Proves((Step Step, TaskSnapshot Before, TaskSnapshot After) change) =>
        change.Before.Custody.IsUnproven() && !change.After.Custody.IsUnproven();

    private static bool IsProof(TaskCommand command, TaskSnapshot before) => command switch
    {
        TaskCommand.Forget => before.Custody == Custody.Offered,
        TaskCommand.Report { What: { Kind: ReportKind.Declined } } => before.Seq == 0,
        TaskCommand.Report { What.End: { } end } => end.TreeEmpty || end is { StoppedBy: StopCause.None, Kind: not EndKind.ExitUnknown },
        _ => false,
    };
}
