using TaskSync.Core.Agents;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Core.Ports;

/// <summary>
/// What grains ask the catalog. The answers are hints or facts that only ever err on the safe side; what is decided
/// on them is guarded by the version of the task that it is about.
/// </summary>
public interface IDispatchCatalog
{
    /// <summary>The highest ordinal of the session; 0 if it has no task.</summary>
    ValueTask<long> LastOrdinalAsync(SessionId session, CancellationToken cancel = default);

    /// <summary>
    /// The first task before <paramref name="ordinal"/> that holds it up, and where the session's first offered task went. A task
    /// that is over and whose ordinal is at most <paramref name="continuedPast"/> holds nothing up. For a coding agent's task also
    /// the conversation that the newest earlier task of its kind reported.
    /// </summary>
    ValueTask<TurnFacts> ReadTurnAsync(
        SessionId session, long ordinal, long continuedPast, CancellationToken cancel = default);

    /// <summary>What a person's word about the session hangs on.</summary>
    ValueTask<SessionFacts> ReadSessionAsync(SessionId session, long continuedPast, CancellationToken cancel = default);

    /// <summary>Queued tasks, oldest first, that this agent may run and whose turn it is.</summary>
    ValueTask<IReadOnlyList<Candidate>> FindCandidatesAsync(
        AgentId agent, AgentOffer offer, int limit, CancellationToken cancel = default);

    /// <summary>Every attempt that takes a slot of the agent.</summary>
    ValueTask<IReadOnlyList<CustodyRow>> ReadCustodyAsync(AgentId agent, CancellationToken cancel = default);

    /// <summary>Queued tasks that only this agent may run and that it was not asked to yet.</summary>
    ValueTask<IReadOnlyList<TaskId>> FindPinnedAsync(AgentId agent, CancellationToken cancel = default);

    /// <summary>
    /// Tasks with a deadline (<c>look_at</c>) at or before <paramref name="now"/>, the most overdue first, from behind
    /// <paramref name="after"/> on.
    /// </summary>
    ValueTask<IReadOnlyList<DueTask>> FindDueAsync(
        DateTimeOffset now, DueTask? after, int limit, CancellationToken cancel = default);

    /// <summary>
    /// Agents that have to be looked after: those recorded as connected, those that hold an attempt (its custody takes a slot)
    /// of a task that is not over, and removed ones for which a task still waits.
    /// </summary>
    ValueTask<IReadOnlyList<AgentId>> FindAgentsToWatchAsync(CancellationToken cancel = default);
}

/// <summary>A task that an agent could run.</summary>
public readonly record struct Candidate(TaskId TaskId, SessionId SessionId, long Ordinal);

/// <summary>A task whose deadline has passed.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="LookAt">The deadline.</param>
/// <param name="Number">Its place among those of the same deadline.</param>
public readonly record struct DueTask(TaskId TaskId, DateTimeOffset LookAt, long Number);

/// <summary>An attempt that takes a slot.</summary>
public sealed record CustodyRow(TaskId TaskId, int Attempt, Custody Custody, TaskState State);

/// <summary>What the outside reads. Every answer is one transaction.</summary>
public interface ICatalogReader
{
    /// <summary>A task with all that is stored of it; null if there is none.</summary>
    ValueTask<TaskRecord?> FindTaskAsync(TaskId id, CancellationToken cancel = default);

    /// <summary>
    /// The change as which a version of a task was stored, if this process stored it a moment ago and still
    /// knows; null if it does not, and then the task has to be read.
    /// </summary>
    long? RecallChange(TaskId id, long version) => null;

    /// <summary>A page of tasks, newest first.</summary>
    /// <exception cref="FormatException">The cursor is none.</exception>
    ValueTask<TaskPage> ListTasksAsync(TaskQuery query, CancellationToken cancel = default);

    /// <summary>A session with its newest tasks, oldest first; null if there is none.</summary>
    ValueTask<SessionView?> FindSessionAsync(SessionId id, int taskLimit, CancellationToken cancel = default);

    /// <summary>A page of sessions, the last active first.</summary>
    /// <exception cref="FormatException">The cursor is none.</exception>
    ValueTask<SessionPage> ListSessionsAsync(SessionQuery query, CancellationToken cancel = default);

    /// <summary>The fleet, by name.</summary>
    ValueTask<AgentPage> ListAgentsAsync(CancellationToken cancel = default);
}

/// <summary>A task and its place in the change feed.</summary>
/// <param name="Task">All that is stored of it.</param>
/// <param name="Change">Its place in the change feed.</param>
/// <param name="Turn">How its turn stands; null if it waits for none, being the first of its session or no longer queued.</param>
public sealed record TaskRecord(TaskSnapshot Task, long Change, TaskTurn? Turn = null);

/// <summary>How the turn of a queued task stands, for people to read; who may start is decided elsewhere.</summary>
/// <param name="Blocker">The first earlier task of the session that holds it up; null if none does.</param>
/// <param name="Home">Where the session's tasks run: where a person moved it, else where its first offered task went.</param>
public sealed record TaskTurn(TurnBlocker? Blocker, AgentId? Home);

/// <summary>Which tasks to list.</summary>
public sealed record TaskQuery
{
    /// <summary>Only these states; empty for all.</summary>
    public IReadOnlyList<TaskState> States { get; init; } = [];

    /// <summary>Only of this session.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Only of this agent.</summary>
    public AgentId? AgentId { get; init; }

    /// <summary>
    /// Only those whose title, prompt (or command) and result have all words of this text, each as a word or its beginning,
    /// without regard to case and accents. Any text is one: what has no word in it finds nothing; null or blank is no filter.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Only those that were accepted at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those that were accepted before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Rows, 1 to <see cref="Limits.PageRows"/>.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended; opaque.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Which sessions to list.</summary>
public sealed record SessionQuery
{
    /// <summary>Whether to list those that were put away, instead of the others.</summary>
    public bool Archived { get; init; }

    /// <summary>Rows, 1 to <see cref="Limits.PageRows"/>.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended; opaque.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Where it is written when an agent was last heard: beside its record, no part of any version.</summary>
public interface IPresenceLog
{
    /// <summary>Notes a batch; called at most every few seconds. Losing one costs nothing but precision.</summary>
    ValueTask NoteHeardAsync(IReadOnlyCollection<KeyValuePair<AgentId, DateTimeOffset>> heard, CancellationToken cancel = default);

    /// <summary>When the agent was last noted; null if never.</summary>
    ValueTask<DateTimeOffset?> LastHeardAsync(AgentId agent, CancellationToken cancel = default);
}
