using TaskSync.Agent.Ports;

namespace TaskSync.Simulation.Agents;

/// <summary>One try to start a process, as the folder remembers it.</summary>
internal sealed class Launch(AttemptSpec spec)
{
    public AttemptSpec Spec { get; } = spec;

    /// <summary>The process, once there is one.</summary>
    public Job? Job { get; set; }

    /// <summary>Why there is none and never will be.</summary>
    public string? NotStarted { get; set; }

    /// <summary>Whether it was given up before anything began.</summary>
    public bool IsAborted { get; set; }

    /// <summary>Whether this folder was there when it ended: a copied one is not written to.</summary>
    public bool HasRecord { get; set; } = true;

    /// <summary>Whose agent process wants to hear of it now.</summary>
    public SimRunner? Listener { get; set; }

    public Launch Copy() => new(Spec)
    {
        Job = Job, NotStarted = NotStarted, IsAborted = IsAborted || (Job is null && NotStarted is null),
        HasRecord = Job is null || !Job.IsRunning,
    };
}
