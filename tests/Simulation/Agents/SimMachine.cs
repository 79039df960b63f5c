using TaskSync.Agent.Ports;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Agents;

/// <summary>A worker machine: the processes on it are started by agents and outlive them.</summary>
internal sealed class SimMachine(World world, string name, Truth truth, Statistics statistics)
{
    /// <summary>Between SIGTERM and SIGKILL, in seconds.</summary>
    private const double Grace = 5;

    private readonly List<(Job Job, Launch Launch)> _running = [];

    public string Name { get; } = name;

    public Host Host { get; } = new(world, name);

    /// <summary>How long processes run, and that they end well; null leaves both to the dice.</summary>
    public Func<TimeSpan>? RunsFor { get; set; }

    public string BootId { get; private set; } = $"boot of {name}";

    /// <summary>A supervisor makes the process; nobody can take that back any more.</summary>
    public void Begin(AgentFolder folder, Launch launch)
    {
        if (launch.IsAborted || launch.Job is not null || launch.NotStarted is not null) return;
        if (RunsFor is null && world.Dice.Chance(0.04))
        {
            launch.NotStarted = "No such file or directory.";
            launch.Listener?.Tell(launch);
            return;
        }
        Job job = truth.Begin(launch.Spec, folder);
        launch.Job = job;
        _running.Add((job, launch));
        launch.Listener?.Tell(launch);
        if (RunsFor is { } runsFor)
        {
            Host.After(runsFor(), () => End(job, 0, null));
            return;
        }
        int exitCode = world.Dice.Chance(0.75) ? 0 : world.Dice.Next(1, 4);
        bool isKilled = world.Dice.Chance(0.03);
        Host.After(HowLong(), () => End(job, isKilled ? null : exitCode, isKilled ? 9 : null));
    }

    /// <summary>SIGTERM to its group, and what comes of that.</summary>
    public void Stop(Job job)
    {
        if (!job.IsRunning) return;
        statistics.Count("process_stopped");
        job.SignalledAt ??= world.Now;
        world.Log($"{Name}: {job} is signalled");
        bool obeys = world.Dice.Chance(0.8);
        // Some tidy up and say 0, most die of the signal, some have to be killed.
        (int?, int?) end = obeys && world.Dice.Chance(0.3) ? (0, null) : (null, obeys ? 15 : 9);
        Host.After(TimeSpan.FromSeconds(obeys ? world.Dice.NextDouble() : Grace), () => End(job, end.Item1, end.Item2));
    }

    /// <summary>The machine goes down and comes up again: whatever ran is gone, and nobody wrote down how it ended.</summary>
    public void Reboot()
    {
        statistics.Count("machine_rebooted");
        BootId = $"boot-{world.Now}";
        foreach ((Job job, _) in _running.ToArray())
        {
            job.HasNoRecord |= job.IsRunning;
            End(job, null, 9, isSilent: true);
            job.EmptyAt ??= world.Now;
        }
    }

    /// <summary>Everybody who started something with this folder and is gone; what had not begun may never begin.</summary>
    public void AgentDied(AgentFolder folder)
    {
        foreach (Launch launch in folder.Launches.Values)
        {
            launch.Listener = null;
            if (launch.Job is null && launch.NotStarted is null && world.Dice.Chance(0.5)) launch.IsAborted = true;
        }
    }

    private TimeSpan HowLong() => world.Dice.NextDouble() switch
    {
        < 0.3 => world.Dice.Between(0.0005, 0.01),
        < 0.8 => world.Dice.Between(0.1, 15),
        _ => world.Dice.Between(15, 150),
    };

    private void End(Job job, int? exitCode, int? signal, bool isSilent = false)
    {
        if (!job.IsRunning) return;
        (job.EndedAt, job.ExitCode, job.Signal) = (world.Now, exitCode, signal);
        world.Log($"{Name}: {job} ends with {(signal is null ? $"exit code {exitCode}" : $"signal {signal}")}");
        bool leaves = !isSilent && job.SignalledAt is not null && world.Dice.Chance(0.05);
        if (leaves)
        {
            statistics.Count("process_left_children");
            Host.After(world.Dice.Between(1, 200), () => job.EmptyAt ??= world.Now);
        }
        else job.EmptyAt = world.Now;
        foreach ((_, Launch launch) in _running.Where(entry => entry.Job == job).ToArray())
        {
            if (!isSilent) launch.Listener?.Tell(launch);
        }
        _running.RemoveAll(entry => entry.Job == job);
    }

    /// <summary>A copied folder looks at the same process.</summary>
    public void Watch(Job job, Launch launch)
    {
        if (job.IsRunning && !_running.Contains((job, launch))) _running.Add((job, launch));
    }
}
