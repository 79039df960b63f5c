using TaskSync.Agent.Ports;
using TaskSync.Core;
using TaskSync.Simulation.Checks;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Agents;

/// <summary>Every process that ever was, and what must hold of them at each moment.</summary>
internal sealed class Truth(World world, Violations violations, Statistics statistics)
{
    private readonly List<Job> _jobs = [];

    public IReadOnlyList<Job> Jobs => _jobs;

    /// <summary>Whether a person let a session go on past a task.</summary>
    public Func<TaskId, bool> MayOverlap { get; set; } = _ => false;

    /// <summary>Whether the authority stands by an attempt, so that a process of it may begin.</summary>
    public Func<AttemptKey, bool> IsWanted { get; set; } = _ => true;

    public IEnumerable<Job> Of(TaskId task) => _jobs.Where(job => job.Key.TaskId == task);

    /// <summary>Whether any process ran at that time or later.</summary>
    public bool WasBusySince(long tick) => _jobs.Any(job => job.EndedAt is null || job.EndedAt >= tick);

    public Job Begin(AttemptSpec spec, AgentFolder folder)
    {
        SessionId session = spec.SessionId!.Value;
        var job = new Job(spec.Key, session, folder, world.Now);
        foreach (Job other in _jobs)
        {
            // Of two copies of a folder neither can know what the other does: that is for the person who copied it.
            bool isTwins = other.Folder != folder && other.Folder.Id == folder.Id;
            if (isTwins) continue;
            if (other.Key == spec.Key) violations.Add("started_twice", $"{job} is started, and was before");
            else if (other.Session == session && other.IsAlive && !other.IsStopForgotten && !MayOverlap(other.Key.TaskId))
            {
                violations.Add("two_processes", $"{job} is started while the {other} is alive, both of session {session.Value[..6]}");
            }
        }
        if (!folder.IsTwin && !IsWanted(spec.Key)) violations.Add("started_unwanted", $"the {job} is started, and the authority has closed that attempt");
        _jobs.Add(job);
        statistics.Count("process_started");
        world.Log($"{folder.Name}: the {job} is started");
        return job;
    }
}
