using System.Collections.Immutable;
using Orleans.Concurrency;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Grains;

/// <summary>
/// The authority on one agent, keyed by its id: when it was last heard, which start of it counts, its slots. What it should hold is
/// a cache of what the task grains say. Calls that only touch memory interleave, so that a heartbeat waits for nothing.
/// </summary>
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>An invite was used.</summary>
    Task<AgentSnapshot> Enroll(string name, string machineId);

    /// <summary>
    /// Takes the heartbeat and the listing of a sync, in memory. <see cref="HearOutcome.Verdict"/> may ask for
    /// <see cref="Introduce"/> first, when the record has to change.
    /// </summary>
    /// <param name="sync">The sync, without its reports.</param>
    /// <param name="age">How long ago it was received: the lease runs from then.</param>
    [AlwaysInterleave]
    Task<HearOutcome> Hear(SyncRequest sync, TimeSpan age);

    /// <summary>Stores who speaks and what it can do, after which <see cref="Hear"/> will listen.</summary>
    Task<HearOutcome> Introduce(SyncRequest sync);

    /// <summary>
    /// Takes what the tasks said of the attempts of a sync, fills free slots, and answers with what the agent should hold.
    /// </summary>
    [AlwaysInterleave]
    Task<SettleOutcome> Settle(long instance, long n, ImmutableArray<SyncOutcome> outcomes);

    /// <summary>A hint: this task could run here. At most wakes the agent.</summary>
    [OneWay, AlwaysInterleave]
    Task Consider(TaskId task, SessionId session, long ordinal);

    /// <summary>A hint of a task grain: something about an attempt of this agent has changed.</summary>
    [OneWay, AlwaysInterleave]
    Task Notice(TaskId task, int attempt, Custody custody, TaskState state);

    /// <summary>A hint of a task grain: the next sync's answer carries something that a person waits for.</summary>
    [OneWay, AlwaysInterleave]
    Task Call();

    /// <summary>Ends when there is something to sync about, or after a second: whoever waits for longer asks again.</summary>
    /// <returns>Whether there is.</returns>
    [AlwaysInterleave]
    Task<bool> WaitForWork();

    /// <summary>Makes sure that somebody watches this agent's lease; called by the sweep for every agent with work.</summary>
    Task Watch();

    /// <summary>Commits the end of the lease to every task that depends on it, if it has ended.</summary>
    /// <param name="node">The node whose lease book says that it has.</param>
    /// <returns>
    /// Whether the agent lives on that node. If it does not, the lease there is a thing of the past, and nothing was done.
    /// </returns>
    Task<bool> ExpireLease(string node);

    /// <summary>A person wants it to take no new work, or to take work again.</summary>
    Task<AgentOutcome> Drain(bool requested);

    /// <summary>A person removes it from the fleet.</summary>
    Task<AgentOutcome> Remove();
}

/// <summary>How a sync is taken.</summary>
public enum HearVerdict
{
    /// <summary>Not a verdict.</summary>
    None,

    /// <summary>It counts.</summary>
    Heard,

    /// <summary>The record has to change first: call <see cref="IAgentGrain.Introduce"/>, then again.</summary>
    Unintroduced,

    /// <summary>A newer one was heard before; this one has no effect.</summary>
    Stale,

    /// <summary>Whoever speaks may not.</summary>
    Refused,
}

/// <summary>How a sync was taken, and what its listing raises.</summary>
/// <param name="Verdict">How it was taken.</param>
/// <param name="Code">A machine-readable word for a refusal.</param>
/// <param name="Why">The same as a sentence.</param>
/// <param name="Ask">Attempts whose task has to be asked: listed and not known here, or known and not listed.</param>
public sealed record HearOutcome(
    HearVerdict Verdict, string? Code = null, string? Why = null, IReadOnlyList<AttemptSyncTarget>? Ask = null);

/// <summary>What an agent is to hear.</summary>
/// <param name="Echo">To be sent with its next sync.</param>
/// <param name="Orders">What to do with each attempt; empty if a newer sync was heard meanwhile.</param>
public sealed record SettleOutcome(string Echo, IReadOnlyList<AttemptOrder> Orders);

/// <summary>An attempt to ask its task about.</summary>
public sealed record AttemptSyncTarget(TaskId TaskId, int Attempt, AttemptPhase? Listed, bool Missing);

/// <summary>What became of something that a person asked of an agent.</summary>
public sealed record AgentOutcome(bool Found, string? Why = null);
