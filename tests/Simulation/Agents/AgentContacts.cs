using TaskSync.Core;

namespace TaskSync.Simulation.Agents;

/// <summary>When each agent last reached the server, in the world's ticks; seen from outside, so that no product code is trusted for it.</summary>
internal sealed class AgentContacts
{
    private readonly Dictionary<AgentId, long> _arrived = [];
    private readonly Dictionary<AgentId, long> _answered = [];

    public void Arrived(AgentId agent, long at) => _arrived[agent] = at;

    public void Answered(AgentId agent, long at) => _answered[agent] = at;

    /// <summary>When a sync of it last arrived, whether or not anything came of it.</summary>
    public long? LastArrival(AgentId agent) => _arrived.TryGetValue(agent, out long at) ? at : null;

    public long? LastAnswer(AgentId agent) => _answered.TryGetValue(agent, out long at) ? at : null;
}
