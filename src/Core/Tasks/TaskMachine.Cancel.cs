using static TaskSync.Core.Tasks.TaskDecision;

namespace TaskSync.Core.Tasks;

/// <content>What people and deadlines do to a task.</content>
public static partial class TaskMachine
{
    private const string WaitsForEnd = "Waits until its process is gone.";

    private static TaskDecision Cancel(TaskSnapshot task, TaskCommand.Cancel cancel, DateTimeOffset now)
    {
        if (task.State.IsTerminal())
        {
            return new Refused(Refusal.Terminal, $"The task is already {Words.Of(task.State)}.");
        }
        TaskSnapshot asked = task with { CancelledBy = task.CancelledBy ?? cancel.By };
        if (!task.Custody.IsUnproven())
        {
            return Move(asked, TaskState.Cancelled, TaskReason.Requested, now, cancel.By, "Cancelled before it started.");
        }
        if (cancel.Force)
        {
            return Move(asked, TaskState.Cancelled, TaskReason.Unconfirmed, now, cancel.By,
                "Counts as cancelled; nobody has seen that its process is gone.");
        }
        if (task.State == TaskState.Cancelling) return new Ignored("It is being cancelled.");
        return Move(asked, TaskState.Cancelling, TaskReason.Requested, now, cancel.By, WaitsForEnd);
    }

    private static TaskDecision Answer(TaskSnapshot task, TaskCommand.Answer answer, DateTimeOffset now)
    {
        if (task.State.IsTerminal())
        {
            return new Refused(Refusal.Terminal, $"The task is already {Words.Of(task.State)}.");
        }
        if (task.Question is not { } question || question.RequestId != answer.RequestId)
        {
            return new Refused(Refusal.NotAsked, task.Question is null
                ? $"The task asks nothing now; it is {Words.Of(task.State)}."
                : "The task does not ask that any more; it asks something else now.");
        }
        if (task.Answer is { } first)
        {
            return new Refused(Refusal.NotAsked, $"{first.By} has answered already: {Words.Of(first.Behavior)}.");
        }
        Answer given = new()
        {
            RequestId = answer.RequestId, Behavior = answer.Behavior, Text = answer.Text, By = answer.By, At = now,
        };
        return Note(task with { Answer = given }, now, answer.By, TaskReason.Answered);
    }

    private static TaskDecision Look(TaskSnapshot task, TaskCommand.Look look, DateTimeOffset now)
    {
        if (task.LookAt is not { } due || due > now) return new Ignored("Nothing is due.");
        if (look.HeardAt is { } heardAt && heardAt > task.LostSince)
        {
            TaskSnapshot later = UnheardSince(task, heardAt);
            if (later.OrphanAt > now) return Note(later, now, Server);
        }
        return task.State switch
        {
            TaskState.Queued => Move(task, TaskState.Failed, TaskReason.QueueExpired, now, Server,
                "It waited in the queue for longer than it may."),
            // Somebody asked for its end, so it is cancelled; that nobody saw the end is what the reason says.
            TaskState.Cancelling => Move(task, TaskState.Cancelled, TaskReason.Unconfirmed, now, Server,
                "Its agent was not heard for too long; nobody has seen that its process is gone."),
            _ => Move(task, TaskState.Failed, TaskReason.Orphaned, now, Server,
                "Its agent was not heard for too long. If it comes back, its report will be shown here."),
        };
    }
}
