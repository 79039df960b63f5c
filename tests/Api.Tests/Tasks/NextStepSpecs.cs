using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Tasks;

public sealed class NextStepSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AgentSummary Laptop = Agent("laptop-2", slots: 3);
    private static readonly TaskId Before = TaskId.Derive("before");

    private static readonly TaskSnapshot Queued = new()
    {
        Id = TaskId.Derive("task"),
        Ordinal = 2,
        State = TaskState.Queued,
        CreatedAt = Now,
        Since = Now,
        Spec = new() { Kind = TaskKind.Command, Argv = ["true"], TimeoutSeconds = 1800 },
    };

    private static readonly TaskSnapshot Held =
        Queued with { Attempt = 1, AgentId = Laptop.AgentId, Custody = Custody.Held };

    [Theory]
    [InlineData(TaskState.Completed)]
    [InlineData(TaskState.Failed)]
    [InlineData(TaskState.Cancelled)]
    public void Nothing_follows_a_terminal_state(TaskState state) =>
        Assert.Null(NextSteps.Of(Held with { State = state }, null, [Laptop], Now));

    [Fact]
    public void Every_state_that_is_not_terminal_says_what_follows()
    {
        foreach (TaskState state in Enum.GetValues<TaskState>().Where(state => state != TaskState.None && !state.IsTerminal()))
        {
            foreach (Custody custody in Enum.GetValues<Custody>())
            {
                NextStep? next = NextSteps.Of(
                    Held with { State = state, Custody = custody }, null, [Laptop], Now);
                Assert.False(string.IsNullOrEmpty(next?.Message), $"{state}, {custody}");
            }
        }
    }

    [Fact]
    public void An_agent_s_clock_that_is_out_of_all_bounds_hides_nothing()
    {
        TaskSnapshot late = Held with { State = TaskState.Working, StartedAt = DateTimeOffset.MaxValue };
        TaskSnapshot early = Held with { State = TaskState.Working, StartedAt = DateTimeOffset.MinValue };

        Assert.Equal("report", NextSteps.Of(late, null, [Laptop], Now)?.Action);
        Assert.Equal("overdue", NextSteps.Of(early, null, [Laptop], Now)?.Action);
    }

    [Fact]
    public void A_task_behind_another_waits_for_its_turn()
    {
        NextStep next = Next(Queued, new(new(Before, TaskState.Working), null), Laptop);

        Assert.Equal(
            ("wait_for_turn", $"Waits for its turn behind task {Before}, which is working."),
            (next.Action, next.Message));
        Assert.Equal(Now.AddHours(24), next.At);
    }

    [Fact]
    public void A_task_behind_an_unproven_process_waits_for_proof()
    {
        NextStep next = Next(Queued, new(new(Before, TaskState.Failed), null), Laptop);

        Assert.Equal("wait_for_proof", next.Action);
        Assert.Contains("is not proven gone", next.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_held_since_a_backup_waits_for_a_person()
    {
        NextStep next = Next(
            Queued with { Hold = TaskReason.Restored }, new(new(Before, TaskState.Working), null), Laptop);

        Assert.Equal(("wait_for_person", null), (next.Action, next.At));
        Assert.Contains("since a backup was restored", next.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_that_lives_elsewhere_needs_a_person()
    {
        AgentSummary other = Agent("other");
        NextStep next = Next(
            Queued with { Spec = Queued.Spec with { Agent = Laptop.AgentId } }, new(null, other.AgentId),
            Laptop, other);

        Assert.Equal("wait_for_person", next.Action);
        Assert.Contains("its session lives on other", next.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_that_was_removed_needs_a_person() =>
        Assert.Equal("wait_for_person", Next(Queued, new(null, AgentId.Derive("gone")), Laptop).Action);

    [Fact]
    public void The_one_agent_that_could_run_it_is_named_with_what_keeps_it()
    {
        Assert.Equal("Waits for laptop-2 (3 of 3 slots busy).", Waits(Laptop with { Busy = 3 }));
        Assert.Equal(
            "Waits for laptop-2, which is not heard.", Waits(Laptop with { Presence = Presence.Lost }));
        Assert.Equal(
            "Waits for laptop-2, which is not heard.",
            Waits(Laptop with { Presence = Presence.Never, Offer = new() }));
        Assert.Equal(
            "Waits for laptop-2, which takes no new work for now.", Waits(Laptop with { Draining = true }));
        Assert.Equal(
            "Waits for laptop-2, whose disk takes nothing down: No space left on device.",
            Waits(Laptop with { Draining = true, Offer = Laptop.Offer with { DiskError = "No space left on device." } }));
    }

    [Fact]
    public void A_home_that_can_not_run_it_is_named_with_what_it_lacks()
    {
        TaskTurn home = new(null, Laptop.AgentId);

        Assert.Equal(
            "laptop-2 does not offer kind claude.",
            Next(Of(spec => spec with { Kind = TaskKind.Claude }), home, Laptop).Message);
        Assert.Equal(
            "laptop-2 does not carry label gpu.",
            Next(Of(spec => spec with { Labels = ["gpu"] }), home, Laptop).Message);
        Assert.Equal(
            "/etc lies outside the folders of laptop-2.",
            Next(Of(spec => spec with { Cwd = "/etc" }), home, Laptop).Message);
    }

    [Fact]
    public void What_the_whole_fleet_lacks_is_named()
    {
        AgentSummary other = Agent("other");

        Assert.Equal("No agent is enrolled.", Waits());
        Assert.Equal(
            "No agent offers kind claude.",
            Next(Of(spec => spec with { Kind = TaskKind.Claude }), null, Laptop, other).Message);
        Assert.Equal("No agent that offers kind command carries labels gpu, arm.",
            Next(Of(spec => spec with { Labels = ["gpu", "arm"] }), null, Laptop, other).Message);
        Assert.Equal("/etc lies outside the folders of every agent that could run it.",
            Next(Of(spec => spec with { Cwd = "/etc" }), null, Laptop, other).Message);
        Assert.Equal("None of the agents that could run it is heard.",
            Waits(Laptop with { Presence = Presence.Lost }, other with { Presence = Presence.Lost }));
        Assert.Equal(
            "The agents that could run it take no new work for now.",
            Waits(Laptop with { Draining = true }, other with { Draining = true }));
        Assert.Equal(
            "Waits for a slot: laptop-2 (3 of 3 busy), other (1 of 1 busy).",
            Waits(Laptop with { Busy = 3 }, other with { Busy = 1 }));
    }

    [Fact]
    public void What_somebody_can_start_is_about_to_start()
    {
        Assert.Equal("start", Next(Queued, null, Laptop).Action);
        Assert.Equal("start", Next(Queued, null, Laptop with { Busy = 3 }, Agent("other")).Action);
        Assert.Equal("start", Next(Queued, new(null, Laptop.AgentId), Laptop).Action);
        Assert.Contains(
            "was asked to start it", Next(Held with { Custody = Custody.Offered }, null, Laptop).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_runs_until_its_time_is_up_and_is_overdue_after_that()
    {
        TaskSnapshot working = Held with { State = TaskState.Working, StartedAt = Now };

        NextStep running = NextSteps.Of(working, null, [Laptop], Now.AddSeconds(1800))!;
        NextStep overdue = NextSteps.Of(
            working, null, [Laptop], Now.AddSeconds(1801) + NextSteps.StopAllowance)!;

        Assert.Equal(("report", Now.AddSeconds(1800)), (running.Action, running.At!.Value));
        Assert.Equal(("overdue", Now.AddSeconds(1800)), (overdue.Action, overdue.At!.Value));
    }

    [Fact]
    public void A_lost_task_says_when_it_counts_as_orphaned()
    {
        TaskSnapshot lost = Held with { State = TaskState.Unknown, OrphanAt = Now.AddHours(1) };

        NextStep next = NextSteps.Of(lost, null, [Laptop], Now)!;

        Assert.Equal(
            ("orphan", "Counts as orphaned unless laptop-2 is heard before.", Now.AddHours(1)),
            (next.Action, next.Message, next.At!.Value));
    }

    [Fact]
    public void A_task_that_is_being_stopped_waits_for_the_agent_or_for_its_deadline()
    {
        TaskSnapshot stopping = Held with { State = TaskState.Cancelling };

        Assert.Equal("stop", NextSteps.Of(stopping, null, [Laptop], Now)!.Action);
        Assert.Equal(
            ("orphan", Now), Deadline(NextSteps.Of(stopping with { OrphanAt = Now }, null, [Laptop], Now)!));
    }

    private static (string, DateTimeOffset) Deadline(NextStep next) => (next.Action, next.At!.Value);

    private static NextStep Next(TaskSnapshot task, TaskTurn? turn, params AgentSummary[] fleet) =>
        NextSteps.Of(task, turn, fleet, Now)!;

    private static string Waits(params AgentSummary[] fleet)
    {
        NextStep next = Next(Queued, null, fleet);
        Assert.Equal("wait_for_agent", next.Action);
        return next.Message;
    }

    private static TaskSnapshot Of(Func<TaskSpec, TaskSpec> change) =>
        Queued with { Spec = change(Queued.Spec) };

    private static AgentSummary Agent(string name, int slots = 1) => new()
    {
        AgentId = AgentId.Derive(name),
        Name = name,
        Presence = Presence.Connected,
        Version = 1,
        Change = 1,
        Busy = 0,
        Offer = new AgentOffer { Slots = slots, Kinds = [TaskKind.Command], Roots = ["/work"] },
    };
}
