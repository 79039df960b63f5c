using System.Text.Json.Serialization;
using TaskSync.Core.Tasks;

namespace TaskSync.Core.Sessions;

/// <summary>
/// What people decided about a session: the state of its grain. What follows from its tasks (counts, state, last activity, its
/// agent) is derived, and stored by the transaction that writes the task; see <see cref="SessionSummary"/>.
/// </summary>
public sealed record SessionSnapshot
{
    /// <summary>The version of this stored shape.</summary>
    [JsonRequired]
    public int Shape { get; init; } = 1;

    /// <summary>The session.</summary>
    public SessionId Id { get; init; }

    /// <summary>Counts the changes of this record; 0 before the first.</summary>
    public long Version { get; init; }

    /// <summary>The title that a person gave; null for the first task's.</summary>
    public string? Title { get; init; }

    /// <summary>When it was archived; null if it is not.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>The agent that a person moved it to; null for the one that ran its first task.</summary>
    public AgentId? MovedTo { get; init; }

    /// <summary>
    /// Tasks up to this ordinal no longer hold up later ones merely because their process is not proven gone: a person said
    /// to continue anyway.
    /// </summary>
    public long ContinuedPast { get; init; }
}

/// <summary>Something that a person wants of a session.</summary>
public abstract record SessionCommand
{
    private SessionCommand() { }

    /// <summary>Give it a title; null takes the first task's again.</summary>
    public sealed record Rename(string? Title) : SessionCommand;

    /// <summary>Put it away, or take it out again.</summary>
    public sealed record Archive(bool Archived) : SessionCommand;

    /// <summary>Run its next tasks on another agent.</summary>
    public sealed record Move(AgentId Agent) : SessionCommand;

    /// <summary>Go on although the processes of tasks up to this ordinal are not proven gone.</summary>
    public sealed record Continue(long Past) : SessionCommand;
}

/// <summary>The life of what people decide about a session, as one pure function.</summary>
public static class SessionMachine
{
    /// <summary>The record after the command; null if nothing changes.</summary>
    public static SessionSnapshot? Decide(SessionSnapshot session, SessionCommand command, DateTimeOffset now)
    {
        SessionSnapshot next = command switch
        {
            SessionCommand.Rename rename => session with { Title = rename.Title },
            SessionCommand.Archive { Archived: true } => session with { ArchivedAt = session.ArchivedAt ?? now },
            SessionCommand.Archive => session with { ArchivedAt = null },
            SessionCommand.Move move => session with { MovedTo = move.Agent },
            SessionCommand.Continue go => session with { ContinuedPast = Math.Max(session.ContinuedPast, go.Past) },
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "The machine does not know this command."),
        };
        return next == session ? null : next with { Version = session.Version + 1 };
    }

    /// <summary>
    /// Whether a task may be offered now, as far as its session goes. A turn is derived, never stored: every earlier task is
    /// over, and none has a process that is not proven gone, unless a person said to continue past it.
    /// </summary>
    public static TurnDecision MayOffer(SessionSnapshot session, TurnFacts facts, AgentId agent)
    {
        if (facts.Blocker is { } blocker)
        {
            return new(false, blocker.State.IsTerminal()
                ? $"The process of task {blocker.TaskId} before it is not proven gone."
                : $"Task {blocker.TaskId} before it is {Words.Of(blocker.State)}.");
        }
        AgentId? home = session.MovedTo ?? facts.FirstAgent;
        return home is { } expected && expected != agent
            ? new(false, $"The session lives on agent {expected}.")
            : new(true, null);
    }

    /// <summary>
    /// The conversation with which a task goes on that is offered to <paramref name="agent"/>. It lives where it was held: a
    /// session that was moved begins a new one, and so does one whose conversation the CLI has forgotten.
    /// </summary>
    public static TurnConversation Converse(TurnFacts facts, AgentId agent) => facts.Conversation switch
    {
        null or { What.Id.Length: 0 } => new(),
        { What.Forgotten: true } => new(Anew: TaskReason.ConversationForgotten),
        { Agent: var held } when held != agent => new(Anew: TaskReason.ConversationMoved),
        { What: var what } => new(what),
    };

    /// <summary>
    /// Whether the session may be moved to an agent: not while an attempt of it is out on another one, or its process is
    /// not proven gone, because two agents would then work on one thing.
    /// </summary>
    public static TurnDecision MayMove(SessionSnapshot session, SessionFacts facts, AgentId to)
    {
        if ((session.MovedTo ?? facts.FirstAgent) == to || facts.Out is not { } held) return new(true, null);
        return new(false, held.State.IsTerminal()
            ? $"The process of task {held.TaskId} is not proven gone. Continue the session first, if it may run on."
            : $"Task {held.TaskId} is {Words.Of(held.State)} on an agent. Wait for it, or cancel it first.");
    }
}

/// <summary>What the catalog says about a task's turn.</summary>
/// <param name="Blocker">The first earlier task that holds it up; null if none does.</param>
/// <param name="FirstAgent">The agent that the session's first offered task went to; null before that.</param>
/// <param name="Conversation">The last one that an earlier task of the same kind reported; null if none did.</param>
public sealed record TurnFacts(TurnBlocker? Blocker, AgentId? FirstAgent, HeldConversation? Conversation = null);

/// <summary>How a turn begins.</summary>
/// <param name="Resumes">The conversation that it goes on with; null if it begins one, or has none.</param>
/// <param name="Anew">Why it begins a new one although there was one before; else <see cref="TaskReason.None"/>.</param>
public sealed record TurnConversation(Conversation? Resumes = null, TaskReason Anew = TaskReason.None);

/// <summary>What the catalog says about a session as a whole.</summary>
/// <param name="FirstAgent">The agent that its first offered task went to; null before that.</param>
/// <param name="Out">
/// Its first task that an agent was asked to run and whose process is not proven gone; one that is over and that a
/// person continued past does not count.
/// </param>
/// <param name="LastUnproven">The highest ordinal of a task that is over with such a process; 0 for none.</param>
public sealed record SessionFacts(AgentId? FirstAgent, TurnBlocker? Out, long LastUnproven);

/// <summary>A conversation and the agent that held it.</summary>
public sealed record HeldConversation(Conversation What, AgentId Agent);

/// <summary>An earlier task that holds up a later one.</summary>
public sealed record TurnBlocker(TaskId TaskId, Tasks.TaskState State);

/// <summary>Whether a task may be offered, and if not, why.</summary>
public readonly record struct TurnDecision(bool Yes, string? Why);
