using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Agents;

/// <summary>The fleet as it is read: what is stored, and beside it what only the leases tell.</summary>
internal sealed class FleetReads(ICatalogReader catalog, LeaseView leases, TimeProvider time)
{
    /// <summary>
    /// How old the fleet may be in a sentence that explains why a task waits; thousands of submits a second
    /// share one read.
    /// </summary>
    private static readonly TimeSpan RecentAge = TimeSpan.FromMilliseconds(250);

    private Recent? _recent;

    /// <summary>The fleet now.</summary>
    public async ValueTask<AgentPage> ReadAsync(CancellationToken cancel)
    {
        long askedAt = time.GetTimestamp();
        AgentPage page = await catalog.ListAgentsAsync(cancel);
        IReadOnlyDictionary<AgentId, DateTimeOffset> heard = leases.HeardTimes();
        AgentPage known = page with { Agents = [.. page.Agents.Select(agent => Know(agent, heard))] };
        _recent = new(known.Agents, askedAt);
        return known;
    }

    /// <summary>The fleet as it was a moment ago, only for sentences.</summary>
    public async ValueTask<IReadOnlyList<AgentSummary>> ReadRecentAsync(CancellationToken cancel) =>
        _recent is { } recent && time.GetElapsedTime(recent.At) < RecentAge
            ? recent.Agents
            : (await ReadAsync(cancel)).Agents;

    private AgentSummary Know(AgentSummary agent, IReadOnlyDictionary<AgentId, DateTimeOffset> heard) => agent with
    {
        LastHeardAt = heard.TryGetValue(agent.AgentId, out DateTimeOffset at) ? at : agent.LastHeardAt,
        // That an agent is lost or was never heard is stored, and so it is; that it is connected has to be
        // heard in this run.
        Proven = agent.Presence != Presence.Connected || leases.IsProven(agent.AgentId),
    };

    private sealed record Recent(IReadOnlyList<AgentSummary> Agents, long At);
}
