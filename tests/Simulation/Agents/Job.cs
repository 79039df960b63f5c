using TaskSync.Agent.Ports;
using TaskSync.Core;

namespace TaskSync.Simulation.Agents;

/// <summary>
/// What a process really did: the truth that everything else is measured against. Times are the world's ticks.
/// </summary>
internal sealed class Job(AttemptKey key, SessionId session, AgentFolder folder, long startedAt)
{
    public AttemptKey Key { get; } = key;

    public SessionId Session { get; } = session;

    /// <summary>The folder from which it was started.</summary>
    public AgentFolder Folder { get; } = folder;

    public long StartedAt { get; } = startedAt;

    /// <summary>When its agent wrote down that it is to be stopped; null if none did.</summary>
    public long? StopIntendedAt { get; set; }

    /// <summary>When it was first signalled by an agent; null if it never was.</summary>
    public long? SignalledAt { get; set; }

    /// <summary>The folder that said so was put back to a time before: its agent knows nothing of it.</summary>
    public bool IsStopForgotten { get; set; }

    public long? EndedAt { get; set; }

    public int? ExitCode { get; set; }

    public int? Signal { get; set; }

    /// <summary>The machine went down under it, so nobody wrote down how it ended.</summary>
    public bool HasNoRecord { get; set; }

    /// <summary>When the last of what it left behind was gone.</summary>
    public long? EmptyAt { get; set; }

    /// <summary>Whether it, or something that came of it, is there.</summary>
    public bool IsAlive => EmptyAt is null;

    public bool IsRunning => EndedAt is null;

    public override string ToString() => $"process of {Key.TaskId.Value[..6]}.{Key.Attempt} from {Folder.Name}";
}
