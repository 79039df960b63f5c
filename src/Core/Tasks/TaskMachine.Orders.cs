using TaskSync.Core.Protocol;

namespace TaskSync.Core.Tasks;

/// <content>What an agent is to do with an attempt.</content>
public static partial class TaskMachine
{
    /// <summary>
    /// What <paramref name="agent"/> is to do with <paramref name="attempt"/>, as the task stands. Only the task's own
    /// answer may end or forget an attempt, so this is never guessed from a cache.
    /// </summary>
    /// <param name="task">The task; null where there is none, and then nothing of it may run.</param>
    /// <param name="id">The task's id.</param>
    /// <param name="agent">Who asks.</param>
    /// <param name="attempt">The attempt in question.</param>
    /// <param name="listed">Whether the agent has it in its journal.</param>
    public static AttemptOrder OrderFor(TaskSnapshot? task, TaskId id, AgentId agent, int attempt, bool listed)
    {
        var order = new AttemptOrder { TaskId = id, Attempt = attempt, Kind = OrderKind.Keep };
        if (task is null || !IsCurrent(task, agent, attempt))
        {
            // What the agent itself declined for good has nothing left to stop.
            if (task is not null && task.Attempt == attempt && task.AgentId == agent) return order with { Kind = OrderKind.Forget };
            return order with { Kind = OrderKind.Stop, Cause = StopCause.Fenced };
        }
        if (task.Custody == Custody.Gone) return order with { Kind = OrderKind.Forget };
        // An attempt that was given up for lost and is listed again has a process that nobody wants; but one whose end was
        // reported has said all, even if processes were left behind: asked to stop it, its agent would say that again for ever.
        if (task.Custody == Custody.Lost && (!listed || task.OutputBytes is not null)) return order with { Kind = OrderKind.Forget };
        if (task.State == TaskState.Cancelling) return order with { Kind = OrderKind.Stop, Cause = StopCause.Cancel };
        if (task.State.IsTerminal())
        {
            // A forced cancel is still a cancel; anything else closed the attempt behind the agent's back.
            StopCause cause = task.State == TaskState.Cancelled ? StopCause.Cancel : StopCause.Fenced;
            return order with { Kind = OrderKind.Stop, Cause = cause };
        }
        return listed || task.Custody != Custody.Offered
            ? order with { Asks = task.Question?.RequestId, Answer = task.Answer, Seq = task.Seq }
            : order with
            {
                Kind = OrderKind.Start, SessionId = task.SessionId, Spec = task.Spec, Resumes = task.Resumes,
            };
    }
}
