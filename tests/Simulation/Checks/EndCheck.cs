using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Simulation.Agents;

namespace TaskSync.Simulation.Checks;

/// <summary>After the healing: what the authority says in the end, against what the processes really did.</summary>
internal sealed class EndCheck(Violations violations, Truth truth, AuthorityLog log)
{
    /// <summary>Holds one task that is over against its processes.</summary>
    /// <param name="task">The task.</param>
    /// <param name="isAgentBack">Whether its agent is up, whole and part of the fleet, so that it has told everything.</param>
    public void Check(TaskSnapshot task, bool isAgentBack)
    {
        if (log.IsCopied(task.AgentId)) return;
        Job? job = truth.Of(task.Id).FirstOrDefault(one => one.Key.Attempt == task.Attempt);
        if (!Agrees(task, job)) violations.Add("untrue", $"{AuthorityLog.Short(task)} is {task.State}/{task.Reason} (exit {task.ExitCode}), and {Say(job)}");
        if (!isAgentBack || job is null) return;
        if (job.IsRunning) violations.Add("unwanted", $"{AuthorityLog.Short(task)} is over and the {job} still runs");
        bool isLate = task.Reason is TaskReason.Orphaned or TaskReason.Unconfirmed;
        bool hasEvidence = task.LateReport is not null || task.Timeline.Any(step => step.To == task.State && step.From != step.To && step.By == task.AgentId?.Value);
        if (isLate && !hasEvidence) violations.Add("no_late_report", $"{AuthorityLog.Short(task)} is {task.Reason}, its agent came back, and {Say(job)}");
    }

    private static bool Agrees(TaskSnapshot task, Job? job)
    {
        bool wasLeftAlone = job is { EndedAt: not null } && (job.SignalledAt is null || job.IsStopForgotten);
        return (task.State, task.Reason) switch
        {
            (TaskState.Completed, _) => wasLeftAlone && job!.ExitCode == 0 && !job.HasNoRecord,
            (_, TaskReason.ExitCode) => wasLeftAlone && job!.ExitCode == task.ExitCode && task.ExitCode != 0,
            (_, TaskReason.Signal) => wasLeftAlone && job!.Signal is not null,
            (_, TaskReason.Timeout) => job?.SignalledAt is not null,
            (_, TaskReason.ExitUnknown) => job is { HasNoRecord: true },
            (_, TaskReason.StartFailed) => job is null,
            (_, TaskReason.QueueExpired) => job is null,
            (TaskState.Cancelled, TaskReason.Requested) => job is null || job.SignalledAt is not null || job.HasNoRecord,
            (_, TaskReason.Orphaned or TaskReason.AgentForgot or TaskReason.AgentRemoved or TaskReason.Unconfirmed) => true,
            _ => false,
        };
    }

    private static string Say(Job? job) => job is null
        ? "no process of it ever ran"
        : $"the {job} ended with exit {job.ExitCode} signal {job.Signal}, signalled: {job.SignalledAt is not null}, recorded: {!job.HasNoRecord}";
}
