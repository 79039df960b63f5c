using Microsoft.Extensions.Logging;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Fleet;
using TaskSync.Grains.Leases;

namespace TaskSync.Grains.Agents;

/// <summary>
/// One agent. This file has its record and what people do with it; the others have its syncs, its slots and its lease.
/// </summary>
internal sealed partial class AgentGrain : Grain, IAgentGrain, IRemindable
{
    private readonly Authority<AgentSnapshot> _agent;
    private readonly IDispatchCatalog _catalog;
    private readonly LeaseBook _book;
    private readonly FleetBoard _fleet;
    private readonly LeaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AgentGrain> _logger;
    private readonly SlotTable _slots = new();
    private readonly SetAside _aside;
    private readonly RepeatedFailures _failures;

    public AgentGrain(
        [PersistentState("agent", StorageNames.Catalog)] IPersistentState<AgentSnapshot> state,
        IDispatchCatalog catalog,
        LeaseBook book,
        FleetBoard fleet,
        LeaseOptions options,
        TimeProvider time,
        ILogger<AgentGrain> logger)
    {
        _agent = new(state, Leave);
        _catalog = catalog;
        _book = book;
        _fleet = fleet;
        _options = options;
        _time = time;
        _logger = logger;
        _aside = new(time);
        _failures = new(time);
    }

    private AgentId Id => new(this.GetPrimaryKeyString());

    private bool TakesWork => _agent.Committed is { Presence: Presence.Connected, Draining: false, DrainRequested: false };

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_agent.Committed is null) return;
        _slots.Refresh(await _catalog.ReadCustodyAsync(Id, cancellationToken), asked: 0);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _fleet.Remove(Id);
        return Task.CompletedTask;
    }

    public async Task<AgentSnapshot> Enroll(string name, string machineId)
    {
        await Decide(new AgentCommand.Enroll(Id, name, machineId));
        return _agent.Committed!;
    }

    public async Task<AgentOutcome> Drain(bool requested) => Outcome(await Decide(new AgentCommand.Drain(requested)));

    /// <summary>
    /// The record goes first: from then on no sync of this agent counts. Then every task that depended on it is told; a task
    /// that cannot be told now makes the whole call fail, and it can be repeated.
    /// </summary>
    public async Task<AgentOutcome> Remove()
    {
        AgentDecision decision = await Decide(new AgentCommand.Remove());
        if (decision is AgentDecision.Refused) return Outcome(decision);
        await AbandonTasks();
        _book.Drop(Id);
        _fleet.Remove(Id);
        return new(true);
    }

    private async Task AbandonTasks()
    {
        DateTimeOffset now = _time.GetUtcNow();
        IReadOnlyList<CustodyRow> held = await _catalog.ReadCustodyAsync(Id);
        IReadOnlyList<TaskId> pinned = await _catalog.FindPinnedAsync(Id);
        await Task.WhenAll(held.Select(row => row.TaskId).Concat(pinned)
            .Select(task => GrainFactory.GetGrain<ITaskGrain>(task.Value).RemoveAgent(Id, now)));
    }

    /// <summary>Whoever waits for work would hold up the end of this activation.</summary>
    private void Leave()
    {
        _work.TrySetResult();
        DeactivateOnIdle();
    }

    private static AgentOutcome Outcome(AgentDecision decision) =>
        decision is AgentDecision.Refused refused ? new(false, refused.Why) : new(true);

    private async Task<AgentDecision> Decide(AgentCommand command)
    {
        AgentDecision decision = AgentMachine.Decide(_agent.Committed, command, _time.GetUtcNow());
        AgentSnapshot? next = decision switch
        {
            AgentDecision.Moved moved => moved.Next,
            AgentDecision.Refused refused => refused.Noted,
            _ => null,
        };
        if (next is not null) await _agent.Save(next);
        Post();
        return decision;
    }

    private void Post()
    {
        if (_agent.Committed is { } agent)
        {
            _fleet.Post(new(Id, agent.Offer, Math.Max(0, agent.Offer.Slots - _slots.Taken), TakesWork));
        }
    }
}
