using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;

namespace TaskSync.Core.Tasks;

/// <summary>
/// What moves a task on next, and when: every state that is not terminal has an answer (design.md §3). It
/// only explains; who starts what is decided by the grains.
/// </summary>
public static partial class NextSteps
{
    /// <summary>
    /// How long after its timeout a process may still be on its way out before it counts as overdue.
    /// </summary>
    public static readonly TimeSpan StopAllowance = TimeSpan.FromSeconds(30);

    /// <summary>What happens next to the task; null when it is over.</summary>
    /// <param name="task">The task.</param>
    /// <param name="turn">How its turn stands; null if nothing is before it.</param>
    /// <param name="fleet">All agents that were not removed, with their busy slots where those are
    /// known.</param>
    /// <param name="now">The authority's clock.</param>
    public static NextStep? Of(
        TaskSnapshot task, TaskTurn? turn, IReadOnlyList<AgentSummary> fleet, DateTimeOffset now) =>
        task.State switch
        {
            TaskState.Queued when task.Custody == Custody.None => Waiting(task, turn, fleet),
            TaskState.Queued => Starting(task, fleet),
            TaskState.Working => Running(task, fleet, now),
            TaskState.InputRequired when task.Answer is not null =>
                Step("deliver", $"The answer is on its way to {NameOf(task.AgentId, fleet)}."),
            TaskState.InputRequired => Step("wait_for_person", "Waits for an answer."),
            TaskState.Cancelling => Stopping(task, fleet),
            TaskState.Unknown => Lost(task, fleet),
            _ => null,
        };

    private static NextStep Starting(TaskSnapshot task, IReadOnlyList<AgentSummary> fleet) => Step("start",
        task.Custody == Custody.Offered
            ? $"{NameOf(task.AgentId, fleet)} was asked to start it and has not answered yet."
            : $"{NameOf(task.AgentId, fleet)} has it and is about to start it.");

    private static NextStep Running(TaskSnapshot task, IReadOnlyList<AgentSummary> fleet, DateTimeOffset now)
    {
        string agent = NameOf(task.AgentId, fleet);
        // The start is what a foreign clock said, so it may lie anywhere.
        DateTimeOffset start = task.StartedAt ?? task.Since;
        TimeSpan timeout = TimeSpan.FromSeconds(task.Spec.TimeoutSeconds);
        DateTimeOffset end = DateTimeOffset.MaxValue - start > timeout ? start + timeout : DateTimeOffset.MaxValue;
        return now - end > StopAllowance
            ? Step(
                "overdue", $"It should have been stopped by its timeout; {agent} has not reported that.", end)
            : Step(
                "report", $"{agent} reports when its process ends, and stops it when its time is up.", end);
    }

    private static NextStep Stopping(TaskSnapshot task, IReadOnlyList<AgentSummary> fleet)
    {
        string agent = NameOf(task.AgentId, fleet);
        return task.OrphanAt is { } at
            ? Step("orphan", $"Counts as cancelled, unconfirmed, unless {agent} is heard before.", at)
            : Step("stop", $"{agent} stops it and says when its process is gone.");
    }

    private static NextStep Lost(TaskSnapshot task, IReadOnlyList<AgentSummary> fleet)
    {
        string agent = NameOf(task.AgentId, fleet);
        return Step("orphan", task.Hold == TaskReason.Restored
            ? $"A backup was restored. Counts as orphaned unless {agent} says how it stands before."
            : $"Counts as orphaned unless {agent} is heard before.", task.OrphanAt);
    }

    private static string NameOf(AgentId? id, IReadOnlyList<AgentSummary> fleet) =>
        fleet.FirstOrDefault(agent => agent.AgentId == id)?.Name ?? id?.Value ?? "its agent";

    private static NextStep Step(string action, string message, DateTimeOffset? at = null) =>
        new() { Action = action, Message = message, At = at };
}
