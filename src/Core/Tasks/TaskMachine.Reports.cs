using TaskSync.Core.Protocol;
using static TaskSync.Core.Tasks.TaskDecision;

namespace TaskSync.Core.Tasks;

/// <content>What an agent's reports do.</content>
public static partial class TaskMachine
{
    private static TaskDecision Report(TaskSnapshot task, TaskCommand.Report command, DateTimeOffset now)
    {
        AttemptReport report = command.What;
        if (Adopt(task, command.Agent, report.Attempt) is { } adopted) task = adopted;
        else if (!IsCurrent(task, command.Agent, report.Attempt)) return Fenced(task);
        if (report.Seq <= task.Seq) return new Ignored("That report has counted before.");

        TaskSnapshot heard = task with { Seq = report.Seq, Custody = Custody.Held };
        return report.Kind switch
        {
            ReportKind.Ended => Ended(heard, report, now),
            ReportKind.Declined => Declined(heard, report, now),
            _ when task.State.IsTerminal() => new Refused(Refusal.Fenced, $"The task is already {Words.Of(task.State)}."),
            ReportKind.Started => Started(heard, report, now),
            ReportKind.InputRequired => Continued(heard, TaskState.InputRequired, report, now),
            ReportKind.Resumed => Continued(heard, TaskState.Working, report, now),
            ReportKind.Progress => Progressed(task, heard, report, now),
            _ => throw new ArgumentOutOfRangeException(nameof(command), report.Kind, "The machine does not know this report."),
        };
    }

    private static Moved Started(TaskSnapshot heard, AttemptReport report, DateTimeOffset now) =>
        Continued(heard with { StartedAt = report.At }, TaskState.Working, report, now);

    /// <summary>The attempt is alive. Only a cancel outlives that news: it waits for the end.</summary>
    private static Moved Continued(TaskSnapshot heard, TaskState to, AttemptReport report, DateTimeOffset now)
    {
        string by = heard.AgentId!.Value.Value;
        return heard.State == TaskState.Cancelling
            ? Note(heard with { OrphanAt = null, LostSince = null }, now, by)
            : Move(heard, to, TaskReason.None, now, by, report.Message);
    }

    private static TaskDecision Progressed(TaskSnapshot task, TaskSnapshot heard, AttemptReport report, DateTimeOffset now) =>
        task.State is TaskState.Queued or TaskState.Unknown || task.OrphanAt is not null
            ? Continued(heard, TaskState.Working, report, now)
            : new Ignored("Progress changes nothing by itself.");

    private static Moved Declined(TaskSnapshot heard, AttemptReport report, DateTimeOffset now)
    {
        string by = heard.AgentId!.Value.Value;
        if (heard.State.IsTerminal()) return Note(heard with { Custody = Custody.Gone }, now, by, TaskReason.Declined);
        return heard.State == TaskState.Cancelling
            ? Move(heard with { Custody = Custody.Gone }, TaskState.Cancelled, TaskReason.Requested, now, by,
                "Cancelled before it started.")
            : Move(heard with { Custody = Custody.None, StartedAt = null }, TaskState.Queued, TaskReason.Declined, now, by,
                report.Message ?? "The agent declined it; it waits for another try.");
    }

    private static Moved Ended(TaskSnapshot heard, AttemptReport report, DateTimeOffset now)
    {
        AttemptEnd end = report.End ?? throw new ArgumentException("A report of an end must say how it ended.", nameof(report));
        Outcome outcome = OutcomeOf(heard, report, end);
        string by = heard.AgentId!.Value.Value;
        TaskSnapshot closed = heard with
        {
            // A stop that left processes behind is no proof; the end of a process that nobody stopped is its own.
            Custody = end.TreeEmpty || end.StoppedBy == StopCause.None ? Custody.Gone : Custody.Lost,
            OutputBytes = end.OutputBytes,
            StderrBytes = end.StderrBytes,
        };
        if (!heard.State.IsTerminal())
        {
            return Move(closed with { ExitCode = end.ExitCode, Result = end.Result },
                outcome.State, outcome.Reason, now, by, outcome.Message);
        }
        return Note(closed with
        {
            LateReport = heard.LateReport ?? new LateReport
            {
                At = now, State = outcome.State, Reason = outcome.Reason, ExitCode = end.ExitCode, Message = outcome.Message,
            },
        }, now, by, outcome.Reason);
    }

    /// <summary>
    /// What the end of a process means. An end before the agent's first signal is what it says, even if a cancel was asked for
    /// meanwhile; after it, it is what was asked for.
    /// </summary>
    private static Outcome OutcomeOf(TaskSnapshot task, AttemptReport report, AttemptEnd end)
    {
        if (end.Kind == EndKind.StartFailed)
        {
            return new(TaskState.Failed, TaskReason.StartFailed, report.Message ?? "The process could not be started.");
        }
        return end.StoppedBy switch
        {
            StopCause.Timeout => new(TaskState.Failed, TaskReason.Timeout,
                $"It ran longer than {task.Spec.TimeoutSeconds} s and was stopped.{LeftOver(end)}"),
            StopCause.Cancel or StopCause.Fenced => end.TreeEmpty
                ? new(TaskState.Cancelled, TaskReason.Requested, "Stopped; its process tree was seen empty.")
                : new(TaskState.Cancelled, TaskReason.Unconfirmed, $"Stopped.{LeftOver(end)}"),
            _ when end.Kind == EndKind.ExitUnknown => new(TaskState.Failed, TaskReason.ExitUnknown,
                report.Message ?? "The process is gone and left no record of how it ended."),
            _ when end.Signal is { } signal => new(TaskState.Failed, TaskReason.Signal, $"The process was ended by signal {signal}."),
            _ when end.Result is { IsError: true } => new(TaskState.Failed, TaskReason.ResultError, report.Message),
            _ when end.Result is null && end.ExitCode != 0 => new(TaskState.Failed, TaskReason.ExitCode,
                $"The process ended with exit code {end.ExitCode}."),
            _ => new(TaskState.Completed, TaskReason.None, report.Message),
        };
    }

    private static string LeftOver(AttemptEnd end) =>
        end.TreeEmpty ? "" : $" Still there: {string.Join(", ", end.Leftovers)}.";

    private readonly record struct Outcome(TaskState State, TaskReason Reason, string? Message);
}
