using System.Collections.Immutable;
using System.Security.Cryptography;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Grains.Agents;

/// <content>
/// Syncs. A sync counts if it is the newest of the newest start of the agent, and if it was sent after an answer of this very
/// activation: one that was under way since before proves nothing about now, and only its reports, which carry fences of
/// their own, are looked at.
/// </content>
internal sealed partial class AgentGrain
{
    private readonly string _echo = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private (long Instance, long N) _newest;

    public Task<HearOutcome> Hear(SyncRequest sync, TimeSpan age) => Task.FromResult(HearNow(sync, age));

    public async Task<HearOutcome> Introduce(SyncRequest sync) =>
        await Decide(new AgentCommand.Hear(sync)) is AgentDecision.Refused refused
            ? new(HearVerdict.Refused, refused.Code, refused.Why)
            : new(HearVerdict.Heard);

    public async Task<SettleOutcome> Settle(long instance, long n, ImmutableArray<SyncOutcome> outcomes)
    {
        int taken = _slots.Taken;
        foreach (SyncOutcome outcome in outcomes) _slots.Apply(outcome);
        bool newest = _newest == (instance, n);
        if (newest)
        {
            await RefreshIfStale();
            await FillWithin(_options.FillBound, askCatalog: _slots.Taken < taken || IsLookDue());
        }
        Post();
        if (!newest) return new(_echo, []);
        _hasNews = false;
        return new(_echo, Answer(outcomes));
    }

    private HearOutcome HearNow(SyncRequest sync, TimeSpan age)
    {
        switch (AgentMachine.Decide(_agent.Committed, new AgentCommand.Hear(sync), _time.GetUtcNow()))
        {
            case AgentDecision.Refused { Noted: null } refused:
                return new(HearVerdict.Refused, refused.Code, refused.Why);
            case AgentDecision.Moved or AgentDecision.Refused:
                return new(HearVerdict.Unintroduced);
        }
        if (sync.Echo != _echo) return new(HearVerdict.Heard, Ask: []);
        if ((sync.Instance, sync.N).CompareTo(_newest) <= 0) return new(HearVerdict.Stale);
        _newest = (sync.Instance, sync.N);
        _book.Heard(Id, _time.GetTimestamp() - (long)(age.TotalSeconds * _time.TimestampFrequency));
        return new(HearVerdict.Heard, Ask: _slots.Compare(sync.Holds));
    }

    /// <summary>What the tasks themselves said comes first; what the table knows beyond it is repeated.</summary>
    private List<AttemptOrder> Answer(ImmutableArray<SyncOutcome> outcomes)
    {
        var orders = outcomes.Select(outcome => outcome.Order).Where(order => order.Kind != OrderKind.Start).ToList();
        var said = orders.Select(order => (order.TaskId, order.Attempt)).ToHashSet();
        orders.AddRange(_slots.Orders().Where(order => !said.Contains((order.TaskId, order.Attempt))));
        return orders;
    }
}
