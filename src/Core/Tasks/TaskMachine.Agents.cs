using TaskSync.Core.Protocol;
using static TaskSync.Core.Tasks.TaskDecision;

namespace TaskSync.Core.Tasks;

/// <content>What the comings and goings of an agent do to the task that it runs.</content>
public static partial class TaskMachine
{
    private static TaskDecision Offer(TaskSnapshot task, TaskCommand.Offer offer, DateTimeOffset now)
    {
        if (task.State.IsTerminal()) return new Refused(Refusal.Terminal, $"The task is {Words.Of(task.State)}.");
        if (task.State != TaskState.Queued || task.Custody != Custody.None)
        {
            return new Refused(Refusal.NotOfferable, "An agent was asked already.");
        }
        if (task.Hold != TaskReason.None) return new Refused(Refusal.OnHold, "It waits for a person.");
        if (task.Spec.Agent is { } pinned && pinned != offer.Agent)
        {
            return new Refused(Refusal.NotOfferable, $"It is meant for agent {pinned}.");
        }
        return Move(
            task with
            {
                Attempt = task.Attempt + 1, Custody = Custody.Offered, AgentId = offer.Agent, Seq = 0, StartedAt = null,
                Resumes = offer.Resumes,
            },
            TaskState.Queued, offer.Anew, now, offer.Agent.Value, WhyAnew(offer.Anew));
    }

    private static string? WhyAnew(TaskReason anew) => anew switch
    {
        TaskReason.ConversationMoved =>
            "It begins a new conversation: the one before it lives on the agent from which the session was moved.",
        TaskReason.ConversationForgotten =>
            "It begins a new conversation: the coding agent's CLI no longer knows the one before it.",
        _ => null,
    };

    private static TaskDecision List(TaskSnapshot task, TaskCommand.List list, DateTimeOffset now)
    {
        bool adopts = Adopts(task, list.Attempt);
        if (adopts) task = Adopt(task, list.Agent, list.Attempt);
        else if (!IsCurrent(task, list.Agent, list.Attempt)) return Fenced(task);

        TaskSnapshot held = task with { Custody = Custody.Held };
        string by = list.Agent.Value;
        if (task.State.IsTerminal()) return Relist(task, held, list.Phase, now, by);
        if (task.State == TaskState.Cancelling)
        {
            return task.Custody == Custody.Offered || task.OrphanAt is not null
                ? HeardWhileCancelling(held, now, by)
                : new Ignored("That is known.");
        }
        bool open = adopts || task.State == TaskState.Unknown;
        return list.Phase switch
        {
            AttemptPhase.Ended when adopts && task.State == TaskState.Queued =>
                Move(held, TaskState.Queued, TaskReason.None, now, by, message: null),
            AttemptPhase.Accepted when open => Move(held, TaskState.Queued, TaskReason.None, now, by, message: null),
            AttemptPhase.Waiting when open => Move(held, TaskState.InputRequired, TaskReason.None, now, by, message: null),
            // A listing is no sign of life: an agent that heard one since reports it.
            AttemptPhase.Running or AttemptPhase.Stopping when open && held.StalledSince is not null => Silent(held, now, by),
            AttemptPhase.Running or AttemptPhase.Stopping when open =>
                Move(held, TaskState.Working, TaskReason.None, now, by, message: null),
            _ => task.Custody == Custody.Offered ? Note(held, now, by) : new Ignored("That is known."),
        };
    }

    /// <summary>
    /// The task is over, and its attempt is there all the same. Only what is written down as held can be missed later: an offer
    /// that was listed once is no proof that it never arrived.
    /// </summary>
    private static TaskDecision Relist(TaskSnapshot task, TaskSnapshot held, AttemptPhase phase, DateTimeOffset now, string by)
    {
        bool appears = task.Custody == Custody.Offered || (task.Custody == Custody.Lost && phase != AttemptPhase.Ended);
        return appears
            ? Note(held, now, by)
            : new Ignored("The task is over; what is left of the attempt is the agent's to end.");
    }

    private static TaskDecision Forget(TaskSnapshot task, TaskCommand.Forget forget, DateTimeOffset now)
    {
        if (!IsCurrent(task, forget.Agent, forget.Attempt) || !task.Custody.TakesSlot())
        {
            return new Ignored("The attempt is not held there.");
        }
        string by = forget.Agent.Value;
        if (task.Custody == Custody.Offered)
        {
            // It never arrived: an agent applies only the answer to its newest sync, and this one does not list it.
            // While the task wants to run, it is simply offered again.
            return task.State switch
            {
                TaskState.Cancelling => Move(task with { Custody = Custody.Gone }, TaskState.Cancelled,
                    TaskReason.Requested, now, by, "Cancelled before it started."),
                TaskState.Unknown => Move(task, TaskState.Queued, TaskReason.None, now, by, message: null),
                TaskState.Queued => new Ignored("It is offered again."),
                _ => Note(task with { Custody = Custody.Gone }, now, by),
            };
        }
        TaskSnapshot lost = task with { Custody = Custody.Lost };
        if (task.State.IsTerminal()) return Note(lost, now, by, TaskReason.AgentForgot);
        return task.State == TaskState.Cancelling
            ? Move(lost, TaskState.Cancelled, TaskReason.Unconfirmed, now, by,
                "Its agent no longer knows it; nobody has seen that its process is gone.")
            : Move(lost, TaskState.Failed, TaskReason.AgentForgot, now, by,
                "Its agent held it and no longer knows it. Its process may still run.");
    }

    private static TaskDecision LoseLease(TaskSnapshot task, TaskCommand.LoseLease lost, DateTimeOffset now) =>
        IsCurrent(task, lost.Agent, lost.Attempt)
            ? Abandon(task, TaskReason.LeaseExpired, lost.LastHeardAt, now, "Its agent is not heard. The work may still run.")
            : new Ignored("The attempt is not that agent's any more.");

    private static TaskDecision RemoveAgent(TaskSnapshot task, TaskCommand.RemoveAgent removed, DateTimeOffset now)
    {
        if (task.State == TaskState.Queued && task.Custody == Custody.None && task.Spec.Agent == removed.Agent)
        {
            return Move(task, TaskState.Failed, TaskReason.AgentRemoved, now, Server, "The agent that it was meant for was removed.");
        }
        return task.AgentId == removed.Agent
            ? Abandon(task, TaskReason.AgentRemoved, removed.LastHeardAt, now, "Its agent was removed. The work may still run.")
            : new Ignored("It has nothing to do with that agent.");
    }

    /// <summary>Nobody speaks for the attempt any more: from now on a deadline does.</summary>
    private static TaskDecision Abandon(
        TaskSnapshot task, TaskReason reason, DateTimeOffset lastHeardAt, DateTimeOffset now, string message)
    {
        bool expects = !task.State.IsTerminal() && task.Custody.IsUnproven();
        if (!expects || task.OrphanAt is not null) return new Ignored("Nothing depends on that agent, or that is known.");
        TaskSnapshot watched = UnheardSince(task, lastHeardAt);
        return task.State == TaskState.Cancelling
            ? Move(watched, TaskState.Cancelling, reason, now, Server, "Its agent is not heard; its process is not proven gone.")
            : Move(watched, TaskState.Unknown, reason, now, Server, message);
    }

    private static TaskSnapshot UnheardSince(TaskSnapshot task, DateTimeOffset lastHeardAt) => task with
    {
        OrphanAt = lastHeardAt.AddSeconds(task.Spec.OrphanTimeoutSeconds), LostSince = lastHeardAt,
    };

    private static bool IsCurrent(TaskSnapshot task, AgentId agent, int attempt) =>
        task.Attempt == attempt && task.AgentId == agent && task.Custody != Custody.None;

    /// <summary>
    /// After a restored backup the agent may hold a newer attempt than the authority remembers. A held task takes the
    /// agent's word for it; no other task ever does.
    /// </summary>
    private static bool Adopts(TaskSnapshot task, int attempt) =>
        task.Hold == TaskReason.Restored && !task.State.IsTerminal() && attempt > task.Attempt;

    private static TaskSnapshot Adopt(TaskSnapshot task, AgentId agent, int attempt) => task with
    {
        Attempt = attempt, AgentId = agent, Custody = Custody.Offered, Seq = 0, StartedAt = null, StalledSince = null,
        Question = null, Answer = null,
    };

    private static Refused Fenced(TaskSnapshot task) =>
        new(Refusal.Fenced, task.Attempt == 0
            ? "No agent was asked to run this task."
            : $"The attempt is closed; the newest is {task.Attempt}, on agent {task.AgentId}.");
}
