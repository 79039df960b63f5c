using TaskSync.Agent.Ports;
using TaskSync.Core;
using TaskSync.Core.Protocol;

namespace TaskSync.Simulation.Agents;

/// <summary>An agent's folder on its disk: it outlives every process of the agent, and somebody may copy it.</summary>
internal sealed class AgentFolder(string name, AgentId id, string machineId)
{
    public string Name { get; } = name;

    public AgentId Id { get; } = id;

    public string MachineId { get; } = machineId;

    /// <summary>Counts the starts.</summary>
    public long Instance { get; set; }

    /// <summary>Whether its past is not the agent's whole past: it was copied, or its twin was.</summary>
    public bool IsTwin { get; set; }

    public Dictionary<AttemptKey, JournaledAttempt> Attempts { get; } = [];

    public Dictionary<AttemptKey, AttemptReport> Remembered { get; } = [];

    /// <summary>What the supervisor of each attempt left here: whether it began, and the record of its end.</summary>
    public Dictionary<AttemptKey, Launch> Launches { get; } = [];

    /// <summary>A copy as <c>cp -r</c> makes it: the processes belong to the machine and are not copied, their traces are.</summary>
    public AgentFolder Copy(string name, string machineId)
    {
        var copy = new AgentFolder(name, Id, machineId) { Instance = Instance, IsTwin = true };
        foreach ((AttemptKey key, JournaledAttempt attempt) in Attempts) copy.Attempts[key] = attempt;
        foreach ((AttemptKey key, AttemptReport final) in Remembered) copy.Remembered[key] = final;
        foreach ((AttemptKey key, Launch launch) in Launches) copy.Launches[key] = launch.Copy();
        IsTwin = true;
        return copy;
    }
}
