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

    /// <summary>Whether somebody takes a backup as soon as the next attempt is accepted, before anything of it runs.</summary>
    public bool BacksUpAtAcceptance { get; set; }

    /// <summary>The folder as it once was; null if nobody has taken a backup.</summary>
    private AgentFolder? Backup { get; set; }

    /// <summary>Takes a backup.</summary>
    public void BackUp()
    {
        bool wasTwin = IsTwin;
        Backup = Copy(Name, MachineId);
        (IsTwin, BacksUpAtAcceptance) = (wasTwin, false);
    }

    /// <summary>
    /// The backup is copied over the folder, as <c>cp -r</c> does it: what is in both is as it was then, and what came since stays. An
    /// attempt that was done with is there again, with the traces that its processes had left by then.
    /// </summary>
    /// <returns>
    /// Whether there is a backup since the last start. An older one would count starts that the server has heard: it is refused until a
    /// person has started it often enough.
    /// </returns>
    public bool GoBack()
    {
        if (Backup is not { } then || then.Instance != Instance) return false;
        foreach ((AttemptKey key, JournaledAttempt attempt) in then.Attempts)
        {
            if (!Attempts.TryGetValue(key, out JournaledAttempt? now)) BringBack(key, then);
            else if (now.State.Stop != attempt.State.Stop && Launches.GetValueOrDefault(key)?.Job is { } job) job.IsStopForgotten = true;
            Attempts[key] = attempt;
        }
        Remembered.Clear();
        foreach ((AttemptKey key, AttemptReport final) in then.Remembered) Remembered[key] = final;
        return true;
    }

    private void BringBack(AttemptKey key, AgentFolder then)
    {
        if (then.Launches.TryGetValue(key, out Launch? launch)) Launches[key] = launch.Copy();
        else Launches.Remove(key);
    }

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
