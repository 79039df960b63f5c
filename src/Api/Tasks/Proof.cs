using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Tasks;

/// <summary>Whether what is stored of a task is known to be so right now (invariant 10).</summary>
internal sealed class Proof(LeaseView leases)
{
    public bool IsProven(TaskState state, Custody custody, AgentId? agent) =>
        agent is not { } holder || state switch
    {
        TaskState.Completed or TaskState.Failed or TaskState.Cancelled => true,
        TaskState.Queued when custody == Custody.None => true,
        // It says that the agent is not heard. That only becomes doubtful while we have not listened for long
        // enough ourselves.
        TaskState.Unknown => !leases.Unproven().Contains(holder),
        _ => leases.IsProven(holder),
    };

    /// <summary>The page with the proof of each of its tasks.</summary>
    public TaskPage Show(TaskPage page) => page with { Tasks = Show(page.Tasks) };

    /// <summary>The session with the proof of each of its tasks.</summary>
    public SessionView Show(SessionView session) => session with { Tasks = Show(session.Tasks) };

    private TaskSummary[] Show(IReadOnlyList<TaskSummary> tasks) =>
        [.. tasks.Select(task => task with { Proven = IsProven(task.State, task.Custody, task.AgentId) })];
}
