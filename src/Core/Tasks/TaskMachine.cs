using static TaskSync.Core.Tasks.TaskDecision;

namespace TaskSync.Core.Tasks;

/// <summary>
/// The life of a task as one pure function. It is a table (<c>docs/lifecycle.md</c>): each command has a method, and each method
/// says what happens in each state. Nothing here reads a clock or knows who asks.
/// </summary>
public static partial class TaskMachine
{
    /// <summary>Who the timeline names when nobody asked: a deadline did it.</summary>
    public const string Server = "server";

    /// <summary>What <paramref name="command"/> comes to for <paramref name="task"/> at <paramref name="now"/>.</summary>
    /// <param name="task">The task as it is; null where there is none.</param>
    /// <param name="command">What somebody wants of it.</param>
    /// <param name="now">The authority's clock.</param>
    public static TaskDecision Decide(TaskSnapshot? task, TaskCommand command, DateTimeOffset now) =>
        (task, command) switch
        {
            (_, TaskCommand.Create create) => Create(task, create, now),
            (null, _) => new Refused(Refusal.NoSuchTask, "There is no such task."),
            (_, TaskCommand.Offer offer) => Offer(task, offer, now),
            (_, TaskCommand.List list) => List(task, list, now),
            (_, TaskCommand.Report report) => Report(task, report, now),
            (_, TaskCommand.Forget forget) => Forget(task, forget, now),
            (_, TaskCommand.LoseLease lost) => LoseLease(task, lost, now),
            (_, TaskCommand.RemoveAgent removed) => RemoveAgent(task, removed, now),
            (_, TaskCommand.Cancel cancel) => Cancel(task, cancel, now),
            (_, TaskCommand.Answer answer) => Answer(task, answer, now),
            (_, TaskCommand.Look look) => Look(task, look, now),
            (_, TaskCommand.HoldRestored) => HoldRestored(task, now),
            (_, TaskCommand.Release release) => Release(task, release, now),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "The machine does not know this command."),
        };

    private static TaskDecision Create(TaskSnapshot? task, TaskCommand.Create create, DateTimeOffset now)
    {
        if (task is not null)
        {
            return task.RequestHash == create.RequestHash
                ? new Ignored("It was accepted before.")
                : new Refused(Refusal.KeyReused, "This idempotency key was used for another request.");
        }
        return new Moved(new TaskSnapshot
        {
            Id = create.Id,
            SessionId = create.SessionId,
            Ordinal = create.Ordinal,
            Spec = create.Spec,
            RequestHash = create.RequestHash,
            RetryOf = create.RetryOf,
            State = TaskState.Queued,
            Version = 1,
            CreatedAt = now,
            Since = now,
            Timeline = [new() { At = now, To = TaskState.Queued, From = TaskState.None, By = create.By }],
        });
    }

    private static TaskDecision HoldRestored(TaskSnapshot task, DateTimeOffset now)
    {
        if (task.State.IsTerminal()) return new Ignored("The task is over.");
        TaskSnapshot held = task with { Hold = TaskReason.Restored };
        if (task.State == TaskState.Queued && task.Custody == Custody.None)
        {
            if (task.Hold == TaskReason.Restored) return new Ignored("It is held already.");
            return Move(held, TaskState.Queued, TaskReason.Restored, now, Server, "Held for a person: a backup was restored.");
        }
        // Whatever the backup says, an attempt may have ended since, or another one may have begun. So an offer counts as
        // listed: that it is missing now proves no longer that it never arrived.
        // What it asked then may be answered long since, and a silence be over: its agent says what it asks now.
        TaskSnapshot watched = UnheardSince(held, now) with
        {
            Custody = Custody.Held, StalledSince = null, Question = null, Answer = null,
        };
        TaskState to = task.State == TaskState.Cancelling ? TaskState.Cancelling : TaskState.Unknown;
        return Move(watched, to, TaskReason.Restored, now, Server, "A backup was restored; its agent has to say how it stands.");
    }

    private static TaskDecision Release(TaskSnapshot task, TaskCommand.Release release, DateTimeOffset now)
    {
        if (task.State.IsTerminal()) return new Refused(Refusal.Terminal, "The task is over.");
        if (task.Hold == TaskReason.None) return new Ignored("It is not held.");
        TaskSnapshot free = task with { Hold = TaskReason.None };
        // A backup can be older than the queue's limit: a task that a person lets go on waits anew.
        return task.State == TaskState.Queued && task.Custody == Custody.None
            ? Move(free with { Since = now }, TaskState.Queued, TaskReason.Requested, now, release.By, message: null)
            : Note(free, now, release.By, TaskReason.Requested);
    }

    /// <summary>
    /// The one way in which a stored task changes: the version rises by one, and the timeline says so. Callers have already
    /// excluded terminal states, except where only custody or evidence changes.
    /// </summary>
    private static Moved Move(
        TaskSnapshot task, TaskState to, TaskReason reason, DateTimeOffset now, string by, string? message)
    {
        bool entered = to != task.State;
        if (entered && task.State.IsTerminal())
        {
            throw new InvalidOperationException($"Terminal is final: {task.Id} cannot go from {task.State} to {to}.");
        }
        bool ended = entered && to.IsTerminal();
        bool waits = to is TaskState.Unknown or TaskState.Cancelling;
        bool asks = to is TaskState.Unknown or TaskState.InputRequired;
        return new Moved(task with
        {
            State = to,
            Reason = reason,
            Message = message,
            Version = task.Version + 1,
            Since = entered ? now : task.Since,
            EndedAt = ended ? now : task.EndedAt,
            OrphanAt = waits ? task.OrphanAt : null,
            LostSince = waits ? task.LostSince : null,
            StalledSince = reason == TaskReason.Stalled || to == TaskState.Unknown ? task.StalledSince : null,
            Question = asks ? task.Question : null,
            Answer = asks ? task.Answer : null,
            Hold = ended ? TaskReason.None : task.Hold,
            Timeline = Extend(task.Timeline, new()
            {
                At = now, From = task.State, To = to, Reason = reason, Attempt = task.Attempt, By = by,
            }),
        });
    }

    /// <summary>A change of custody or evidence that leaves state, reason and message as they are.</summary>
    private static Moved Note(TaskSnapshot task, DateTimeOffset now, string by, TaskReason reason = TaskReason.None) =>
        new(task with
        {
            Version = task.Version + 1,
            Timeline = Extend(task.Timeline, new()
            {
                At = now, From = task.State, To = task.State, Reason = reason, Attempt = task.Attempt, By = by,
            }),
        });

    /// <summary>How it began is kept, and how it stands; what lies between gives way.</summary>
    private static List<TimelineEntry> Extend(IReadOnlyList<TimelineEntry> timeline, TimelineEntry entry)
    {
        const int KeptFromTheStart = 10;
        var next = new List<TimelineEntry>(timeline.Count + 1);
        next.AddRange(timeline);
        if (next.Count >= Limits.TimelineEntries) next.RemoveAt(KeptFromTheStart);
        next.Add(entry);
        return next;
    }
}
