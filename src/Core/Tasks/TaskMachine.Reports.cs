using TaskSync.Core.Protocol;
using static TaskSync.Core.Tasks.TaskDecision;

namespace TaskSync.Core.Tasks;

/// <content>What an agent's reports do.</content>
public static partial class TaskMachine
{
    private static TaskDecision Report(TaskSnapshot task, TaskCommand.Report command, DateTimeOffset now)
    {
        AttemptReport report = command.What;
        if (Adopts(task, report.Attempt)) task = Adopt(task, command.Agent, report.Attempt);
        else if (Counted(task, command.Agent, report)) return new Ignored("That report has counted before.");
        else if (!IsCurrent(task, command.Agent, report.Attempt)) return Fenced(task);

        TaskSnapshot heard = task with { Seq = report.Seq, Custody = Custody.Held };
        return report.Kind switch
        {
            ReportKind.Ended or ReportKind.Declined when task.Custody == Custody.Gone => new Ignored("Its end is known."),
            ReportKind.Ended => Ended(heard, report, now),
            ReportKind.Declined when Ran(task) => new Refused(Refusal.Fenced, "What was started can't be declined."),
            ReportKind.Declined => Declined(heard, report, now),
            _ when task.State.IsTerminal() => new Refused(Refusal.Fenced, $"The task is already {Words.Of(task.State)}."),
            ReportKind.Started => Started(heard, report, now),
            ReportKind.InputRequired => Asked(task, heard, report, now),
            ReportKind.Resumed => Continued(heard, TaskState.Working, report, now),
            ReportKind.Progress => Progressed(task, heard, report, now),
            ReportKind.Stalled => Stalled(task, heard, report, now),
            _ => throw new ArgumentOutOfRangeException(nameof(command), report.Kind, "The machine does not know this report."),
        };
    }

    /// <summary>Whether it is a repetition; also of an attempt that the agent has declined, whose answer was lost.</summary>
    private static bool Counted(TaskSnapshot task, AgentId agent, AttemptReport report) =>
        task.Attempt == report.Attempt && task.AgentId == agent && report.Seq <= task.Seq;

    /// <summary>Every report but a decline tells of a process, so after one of them a decline would be no proof.</summary>
    private static bool Ran(TaskSnapshot task) =>
        task.Seq > 0 || task.State is TaskState.Working or TaskState.InputRequired;

    private static Moved Started(TaskSnapshot heard, AttemptReport report, DateTimeOffset now) =>
        Continued(heard with { StartedAt = report.At }, TaskState.Working, report, now);

    /// <summary>The attempt is alive. Only a cancel outlives that news: it waits for the end.</summary>
    private static Moved Continued(TaskSnapshot heard, TaskState to, AttemptReport report, DateTimeOffset now)
    {
        string by = heard.AgentId!.Value.Value;
        return heard.State == TaskState.Cancelling
            ? HeardWhileCancelling(heard, now, by)
            : Move(heard, to, TaskReason.None, now, by, report.Message);
    }

    /// <summary>A question that is known keeps its answer; a new one takes the place of any before.</summary>
    private static TaskDecision Asked(TaskSnapshot task, TaskSnapshot heard, AttemptReport report, DateTimeOffset now)
    {
        bool known = task.State == TaskState.InputRequired && task.Question is { } asked && asked.RequestId == report.Question?.RequestId;
        if (known) return new Ignored("That question is known.");
        bool again = task.Question is { } before && before.RequestId == report.Question?.RequestId;
        TaskSnapshot asks = heard with { Question = report.Question, Answer = again ? task.Answer : null };
        return Continued(heard.State == TaskState.Cancelling ? heard : asks, TaskState.InputRequired, report, now);
    }

    /// <summary>A cancel whose agent was not heard for a while waits for the end again, and no longer for a deadline.</summary>
    private static Moved HeardWhileCancelling(TaskSnapshot held, DateTimeOffset now, string by) => held.OrphanAt is null
        ? Note(held, now, by)
        : Move(held with { OrphanAt = null, LostSince = null }, TaskState.Cancelling, TaskReason.Requested, now, by, WaitsForEnd);

    private static TaskDecision Progressed(TaskSnapshot task, TaskSnapshot heard, AttemptReport report, DateTimeOffset now) =>
        task.State is TaskState.Queued or TaskState.Unknown || task.OrphanAt is not null || task.Custody == Custody.Offered
        || task.StalledSince is not null
            ? Continued(heard, TaskState.Working, report, now)
            : new Ignored("Progress changes nothing by itself.");

    /// <summary>A mark beside the state: it may hang, or be about something that takes long and says nothing.</summary>
    private static TaskDecision Stalled(TaskSnapshot task, TaskSnapshot heard, AttemptReport report, DateTimeOffset now)
    {
        if (heard.State is TaskState.Cancelling) return Progressed(task, heard, report, now);
        if (task.Reason == TaskReason.Stalled || task.State == TaskState.InputRequired) return new Ignored("That is known.");
        return Silent(heard with { StalledSince = report.At }, now, heard.AgentId!.Value.Value);
    }

    private static Moved Silent(TaskSnapshot task, DateTimeOffset now, string by) =>
        Move(task, TaskState.Working, TaskReason.Stalled, now, by, "It shows no sign of life.");

    private static Moved Declined(TaskSnapshot heard, AttemptReport report, DateTimeOffset now)
    {
        string by = heard.AgentId!.Value.Value;
        if (heard.State.IsTerminal()) return Note(heard with { Custody = Custody.Gone }, now, by, TaskReason.Declined);
        return heard.State == TaskState.Cancelling
            ? Move(heard with { Custody = Custody.Gone }, TaskState.Cancelled, TaskReason.Requested, now, by,
                "Cancelled before it started.")
            : Move(heard with { Custody = Custody.None, StartedAt = null }, TaskState.Queued, TaskReason.Declined, now, by,
                Said(report, "The agent declined it; it waits for another try."));
    }

    private static Moved Ended(TaskSnapshot heard, AttemptReport report, DateTimeOffset now)
    {
        AttemptEnd end = report.End ?? throw new ArgumentException("A report of an end must say how it ended.", nameof(report));
        Outcome outcome = OutcomeOf(heard, report, end);
        string by = heard.AgentId!.Value.Value;
        TaskSnapshot closed = heard with
        {
            Custody = IsProof(end) ? Custody.Gone : Custody.Lost,
            OutputBytes = end.OutputBytes,
            StderrBytes = end.StderrBytes,
            Conversation = end.Conversation ?? heard.Conversation,
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
    /// A stop that left processes behind is no proof, nor is an end that nobody recorded or saw; an end of its own that is on record is.
    /// </summary>
    private static bool IsProof(AttemptEnd end) =>
        end.TreeEmpty || end is { StoppedBy: StopCause.None, Kind: not EndKind.ExitUnknown };

    /// <summary>
    /// What the end of a process means. An end before the agent's first signal is what it says, even if a cancel was asked for
    /// meanwhile; after it, it is what was asked for.
    /// </summary>
    private static Outcome OutcomeOf(TaskSnapshot task, AttemptReport report, AttemptEnd end)
    {
        if (end.Kind == EndKind.StartFailed)
        {
            return new(TaskState.Failed, TaskReason.StartFailed, Said(report, "The process could not be started."));
        }
        return end.StoppedBy switch
        {
            StopCause.Timeout => new(TaskState.Failed, TaskReason.Timeout,
                $"It ran longer than {task.Spec.TimeoutSeconds} s and was stopped.{LeftOver(end)}"),
            StopCause.Cancel or StopCause.Fenced => end.TreeEmpty
                ? new(TaskState.Cancelled, TaskReason.Requested, "Stopped; its process tree was seen empty.")
                : new(TaskState.Cancelled, TaskReason.Unconfirmed, $"Stopped.{LeftOver(end)}"),
            _ when end.Kind == EndKind.ExitUnknown || end is { ExitCode: null, Signal: null, Result: null } =>
                new(TaskState.Failed, TaskReason.ExitUnknown,
                    Said(report, "The process is gone and left no record of how it ended.")),
            // A runner that read a result knows more than the exit code or the signal that followed it.
            _ when end.Result is { IsError: true } => new(TaskState.Failed, TaskReason.ResultError,
                Said(report, "The work ended, and its own result calls it an error.")),
            _ when end.Result is not null => new(TaskState.Completed, TaskReason.None, report.Message),
            _ when end.Signal is { } signal => new(TaskState.Failed, TaskReason.Signal,
                Said(report, $"The process was ended by signal {signal}.")),
            _ when end.ExitCode != 0 => new(TaskState.Failed, TaskReason.ExitCode,
                Said(report, $"The process ended with exit code {end.ExitCode}.")),
            _ => new(TaskState.Completed, TaskReason.None, report.Message),
        };
    }

    /// <summary>The agent's own sentence; where it says nothing, ours, because nothing ends badly without one.</summary>
    private static string Said(AttemptReport report, string otherwise) =>
        string.IsNullOrWhiteSpace(report.Message) ? otherwise : report.Message;

    private static string LeftOver(AttemptEnd end) => end switch
    {
        { TreeEmpty: true } => "",
        { Leftovers.Count: 0 } => " Nobody has seen its process tree empty.",
        _ => $" Still there: {string.Join(", ", end.Leftovers)}.",
    };

    private readonly record struct Outcome(TaskState State, TaskReason Reason, string? Message);
}
