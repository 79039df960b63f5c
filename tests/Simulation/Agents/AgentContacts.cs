using TaskSync.Core;
using TaskSync.Simulation.Checks;

namespace TaskSync.Simulation.Agents;

/// <summary>When each agent last reached the server, in the world's ticks; seen from outside, so that no product code is trusted for it.</summary>
internal sealed class AgentContacts(Violations violations)
{
    /// <summary>More syncs than this within ten seconds are no news but a loop.</summary>
    private const int Flood = 600;

    private readonly Dictionary<AgentId, (long From, int Count)> _lately = [];
    private readonly Dictionary<AgentId, long> _arrived = [];
    private readonly Dictionary<AgentId, long> _answered = [];

    public void Arrived(AgentId agent, long at)
    {
        _arrived[agent] = at;
        (long from, int count) = _lately.GetValueOrDefault(agent);
        _lately[agent] = at - from > TimeSpan.FromSeconds(10).Ticks ? (at, 1) : (from, count + 1);
        if (count == Flood) violations.Add("flood", $"{agent} has sent {Flood} syncs within ten seconds");
    }

    public void Answered(AgentId agent, long at) => _answered[agent] = at;

    /// <summary>When a sync of it last arrived, whether or not anything came of it.</summary>
    public long? LastArrival(AgentId agent) => _arrived.TryGetValue(agent, out long at) ? at : null;

    public long? LastAnswer(AgentId agent) => _answered.TryGetValue(agent, out long at) ? at : null;
}
