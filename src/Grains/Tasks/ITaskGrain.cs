using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;

namespace TaskSync.Grains;

/// <summary>
/// The authority on one task, keyed by its id. Every answer is given after what it says is on disk. It awaits no other
/// grain; what others should know soon it tells them by one-way hints, whose loss the sweep repairs.
/// </summary>
public interface ITaskGrain : IGrainWithStringKey
{
    /// <summary>Accepts the task. Called by its session's grain alone, which chose the ordinal.</summary>
    Task<SubmitOutcome> Create(TaskCommand.Create command);

    /// <summary>Asks an agent to run the next attempt. Called by the session's grain alone, which knows whose turn it is.</summary>
    Task<OfferOutcome> Offer(AgentId agent, TurnConversation conversation);

    /// <summary>Takes what a sync says of one attempt of this task.</summary>
    Task<SyncOutcome> Sync(AttemptSync sync);

    /// <summary>Stops the task.</summary>
    Task<TaskOutcome> Cancel(string by, bool force);

    /// <summary>A person answers what it asks; the first answer counts.</summary>
    Task<TaskOutcome> Answer(string requestId, AnswerBehavior behavior, string? text, string by);

    /// <summary>A person lets a held task go on.</summary>
    Task<TaskOutcome> Release(string by);

    /// <summary>The agent's lease ended.</summary>
    Task LoseLease(AgentId agent, int attempt, DateTimeOffset lastHeardAt);

    /// <summary>The agent was removed from the fleet.</summary>
    Task RemoveAgent(AgentId agent, DateTimeOffset lastHeardAt);

    /// <summary>Looks whether a deadline has passed.</summary>
    Task Look();
}

/// <summary>What one sync of an agent says of one attempt.</summary>
public sealed record AttemptSync
{
    /// <summary>The agent.</summary>
    public required AgentId Agent { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>How far it is, if the sync lists it; null if it does not.</summary>
    public AttemptPhase? Listed { get; init; }

    /// <summary>Whether the agent should hold it and its sync does not list it.</summary>
    public bool Missing { get; init; }

    /// <summary>Reports, in the order of their numbers.</summary>
    public IReadOnlyList<AttemptReport> Reports { get; init; } = [];
}

/// <summary>What a task made of one attempt's part of a sync.</summary>
/// <param name="Acks">One for each report.</param>
/// <param name="Order">What the agent is to do with the attempt.</param>
/// <param name="Custody">Where the attempt is now, if it is the newest one on that agent; <c>None</c> otherwise.</param>
/// <param name="State">The task's state.</param>
public sealed record SyncOutcome(IReadOnlyList<ReportAck> Acks, AttemptOrder Order, Custody Custody, TaskState State);

/// <summary>What became of a submit.</summary>
/// <param name="Accepted">Whether there is such a task now, from this request or the same one before.</param>
/// <param name="IsNew">Whether this call made it.</param>
/// <param name="TaskId">The task.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="Code">Why it was refused.</param>
/// <param name="Why">The same as a sentence.</param>
/// <param name="Task">
/// The task as this call stored it, if it made it. Its spec is the one of the call: it does not travel back.
/// </param>
public sealed record SubmitOutcome(
    bool Accepted, bool IsNew, TaskId TaskId, SessionId SessionId, Refusal Code = Refusal.None,
    string? Why = null, TaskSnapshot? Task = null);

/// <summary>What became of an offer.</summary>
/// <param name="Order">The order to start, if the offer stands on disk; null if it was refused.</param>
/// <param name="Why">Why it was refused.</param>
public sealed record OfferOutcome(AttemptOrder? Order, string? Why);

/// <summary>What became of something that a person asked for.</summary>
/// <param name="Code">Why it was refused; <see cref="Refusal.None"/> if it was done or needed no doing.</param>
/// <param name="Why">The same as a sentence.</param>
/// <param name="State">The task's state now; <see cref="TaskState.None"/> if there is no such task.</param>
public sealed record TaskOutcome(Refusal Code, string? Why, TaskState State);
