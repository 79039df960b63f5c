using System.Security.Cryptography;
using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Grains.Leases;

/// <summary>
/// The leases of the agents whose grains live on this node, on the monotonic clock. It only remembers; who acts on the end of a
/// lease is the agent's grain, told by the <see cref="LeaseWatcher"/>.
/// </summary>
public sealed class LeaseBook(TimeProvider time, LeaseOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AgentId, Entry> _entries = [];
    private long _graceFrom = time.GetTimestamp();

    /// <summary>This node, as others know it in this run.</summary>
    public string Node { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>
    /// Whether our own absence is so recent that agents may not have been able to say anything yet: until they could, no deadline
    /// counts against them.
    /// </summary>
    public bool IsInGrace
    {
        get
        {
            lock (_gate) return time.GetElapsedTime(_graceFrom) < options.Lease;
        }
    }

    /// <summary>The agent was heard at this timestamp of the monotonic clock: the lease runs from then.</summary>
    public void Heard(AgentId agent, long timestamp)
    {
        lock (_gate)
        {
            Entry? entry = _entries.GetValueOrDefault(agent);
            if (entry is { Proven: true } && entry.From >= timestamp) return;
            DateTimeOffset at = time.GetUtcNow() - time.GetElapsedTime(timestamp);
            _entries[agent] = new Entry(timestamp, at, Proven: true, Committed: false);
        }
    }

    /// <summary>Begins to watch an agent that has not been heard in this run: it has a full lease to say something.</summary>
    public void Watch(AgentId agent)
    {
        lock (_gate) _entries.TryAdd(agent, Grace());
    }

    /// <summary>
    /// Gives everybody a full lease from now, because we ourselves were not there to hear them. Until they are heard,
    /// nothing about them is proven.
    /// </summary>
    public void GrantGrace()
    {
        lock (_gate)
        {
            _graceFrom = time.GetTimestamp();
            foreach ((AgentId agent, Entry entry) in _entries.ToArray())
            {
                if (!entry.Committed) _entries[agent] = Grace() with { At = entry.At };
            }
        }
    }

    /// <summary>Whether the agent's lease has ended and that is not yet committed everywhere.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="lastHeardAt">When it was last heard, or when we began to wait for it.</param>
    public bool HasEnded(AgentId agent, out DateTimeOffset lastHeardAt)
    {
        lock (_gate)
        {
            lastHeardAt = default;
            if (!_entries.TryGetValue(agent, out Entry? entry) || !IsDue(entry)) return false;
            lastHeardAt = entry.At;
            return true;
        }
    }

    /// <summary>Whether the end of the agent's lease is committed, and it was not heard since.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="lastHeardAt">When it was last heard, or when we began to wait for it.</param>
    public bool IsOver(AgentId agent, out DateTimeOffset lastHeardAt)
    {
        lock (_gate)
        {
            Entry? entry = _entries.GetValueOrDefault(agent);
            lastHeardAt = entry?.At ?? default;
            return entry is { Committed: true };
        }
    }

    /// <summary>The end of the lease is on disk everywhere: nothing is left to do until the agent is heard again.</summary>
    public void Commit(AgentId agent)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(agent, out Entry? entry) && IsDue(entry)) _entries[agent] = entry with { Committed = true };
        }
    }

    /// <summary>Another node has heard the agent this long ago: unless we have since, it is no longer ours to watch.</summary>
    public void Yield(AgentId agent, TimeSpan heardAgo)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(agent, out Entry? entry) || time.GetElapsedTime(entry.From) <= heardAgo) return;
            _entries.Remove(agent);
        }
    }

    /// <summary>Stops watching an agent.</summary>
    public void Drop(AgentId agent)
    {
        lock (_gate) _entries.Remove(agent);
    }

    /// <summary>Agents whose lease has ended and that is not yet committed everywhere.</summary>
    public IReadOnlyList<AgentId> Ended()
    {
        lock (_gate) return [.. _entries.Where(pair => IsDue(pair.Value)).Select(pair => pair.Key)];
    }

    /// <summary>Every agent that is watched here, and how its lease stands; what it can do is for others to add.</summary>
    public IReadOnlyList<AgentNews> Tell()
    {
        lock (_gate)
        {
            return [.. _entries.Select(pair => new AgentNews(
                pair.Key, StandingOf(pair.Value), time.GetElapsedTime(pair.Value.From),
                pair.Value.Proven ? pair.Value.At : null, Offer: null, Free: 0))];
        }
    }

    /// <summary>Whether the agent is watched here.</summary>
    public bool Watches(AgentId agent)
    {
        lock (_gate) return _entries.ContainsKey(agent);
    }

    /// <summary>Agents in grace: not heard yet since our own downtime.</summary>
    public IReadOnlyList<AgentId> Unproven()
    {
        lock (_gate) return [.. _entries.Where(pair => pair.Value is { Proven: false, Committed: false }).Select(pair => pair.Key)];
    }

    /// <summary>When agents were last heard in this run, for those that were.</summary>
    public IReadOnlyList<KeyValuePair<AgentId, DateTimeOffset>> HeardTimes()
    {
        lock (_gate) return [.. _entries.Where(e => e.Value.Proven).Select(e => KeyValuePair.Create(e.Key, e.Value.At))];
    }

    /// <summary>When the agent was last heard in this run; null if it was not.</summary>
    public DateTimeOffset? HeardAt(AgentId agent)
    {
        lock (_gate) return _entries.GetValueOrDefault(agent) is { Proven: true } entry ? entry.At : null;
    }

    /// <summary>
    /// Whether what is stored of the agent's work is known to be so: it was heard in this run of the server and its lease runs,
    /// or the end of its lease is on disk.
    /// </summary>
    public bool IsProven(AgentId agent)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(agent, out Entry? entry) && (entry.Committed || (entry.Proven && !IsDue(entry)));
        }
    }

    private static LeaseStanding StandingOf(Entry entry) =>
        entry.Committed ? LeaseStanding.Over : entry.Proven ? LeaseStanding.Heard : LeaseStanding.Grace;

    private Entry Grace() => new(time.GetTimestamp(), time.GetUtcNow(), Proven: false, Committed: false);

    private bool IsDue(Entry entry) => !entry.Committed && time.GetElapsedTime(entry.From) >= options.Lease;

    private sealed record Entry(long From, DateTimeOffset At, bool Proven, bool Committed);
}
