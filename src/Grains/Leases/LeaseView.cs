using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Grains.Leases;

/// <summary>
/// All leases as this node knows them, to be shown: those that it watches itself, and what other nodes told of theirs. A lease
/// that another node watches is never ended from here; that node does it, or the one to which the agent's grain moves.
/// </summary>
public sealed class LeaseView(LeaseBook own, LeaseOptions options, TimeProvider time)
{
    private volatile Dictionary<AgentId, Told> _told = [];

    /// <summary>Takes what other nodes told; it replaces what they told before.</summary>
    public void Learn(IReadOnlyList<AgentNews> news)
    {
        long now = time.GetTimestamp();
        long At(TimeSpan age) => now - (long)(age.TotalSeconds * time.TimestampFrequency);
        _told = news.ToDictionary(one => one.AgentId, one => new Told(one.Standing, At(one.Age), one.HeardAt));
    }

    /// <summary>
    /// Whether what is stored of the agent's work is known to be so: it was heard and its lease runs, or the end of its lease
    /// is on disk.
    /// </summary>
    public bool IsProven(AgentId agent) => own.Watches(agent)
        ? own.IsProven(agent)
        : _told.TryGetValue(agent, out Told? told)
            && (told.Standing == LeaseStanding.Over || (told.Standing == LeaseStanding.Heard && !HasEnded(told)));

    /// <summary>
    /// Agents of which nothing is proven: not heard yet since a node's downtime, or not for a lease by a node that should
    /// have said by now that it was, or was not.
    /// </summary>
    public IReadOnlyList<AgentId> Unproven() =>
    [
        .. own.Unproven(),
        .. Elsewhere().Where(pair => IsUnproven(pair.Value)).Select(pair => pair.Key),
    ];

    /// <summary>When agents were last heard by a node that runs, for those that were.</summary>
    public IReadOnlyDictionary<AgentId, DateTimeOffset> HeardTimes()
    {
        var heard = new Dictionary<AgentId, DateTimeOffset>(own.HeardTimes());
        foreach ((AgentId agent, Told told) in Elsewhere())
        {
            if (told.HeardAt is { } at) heard.TryAdd(agent, at);
        }
        return heard;
    }

    /// <summary>When this agent was last heard by a node that runs; null if by none.</summary>
    public DateTimeOffset? HeardAt(AgentId agent) => own.Watches(agent)
        ? own.HeardAt(agent)
        : _told.GetValueOrDefault(agent)?.HeardAt;

    private IEnumerable<KeyValuePair<AgentId, Told>> Elsewhere() => _told.Where(pair => !own.Watches(pair.Key));

    private bool IsUnproven(Told told) =>
        told.Standing == LeaseStanding.Grace || (told.Standing == LeaseStanding.Heard && HasEnded(told));

    private bool HasEnded(Told told) => time.GetElapsedTime(told.From) >= options.Lease;

    private sealed record Told(LeaseStanding Standing, long From, DateTimeOffset? HeardAt);
}
