using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Agents;

/// <summary>The runner of one agent process: it starts, looks for and stops processes of the machine, and says what becomes of them.</summary>
internal sealed class SimRunner(SimMachine machine, AgentFolder folder, World world, Host process, IEventSink inbox) : IAttemptRunner
{
    private readonly HashSet<AttemptKey> _started = [];

    public void Start(AttemptSpec spec)
    {
        var launch = new Launch(spec) { Listener = this };
        folder.Launches[spec.Key] = launch;
        // The supervisor is a process of its own: it may begin after the agent that asked for it was killed.
        machine.Host.After(world.Dice.Skewed(0.0001, 0.2), () => machine.Begin(folder, launch));
    }

    public void Attach(AttemptSpec spec)
    {
        if (folder.Launches.GetValueOrDefault(spec.Key) is not { IsAborted: false } launch)
        {
            Post(new ProcessEvent.NeverBegun(spec.Key));
            return;
        }
        launch.Listener = this;
        if (launch.Job is { } job && IsHere(job)) machine.Watch(job, launch);
        if (launch.Job is not null || launch.NotStarted is not null) Tell(launch);
    }

    /// <summary>Commands ask nothing.</summary>
    public void Answer(AttemptSpec spec, Core.Tasks.Answer answer) => throw new InvalidOperationException("Nobody asked.");

    public void Stop(AttemptSpec spec, DateTimeOffset? signalledAt)
    {
        if (folder.Launches.GetValueOrDefault(spec.Key) is not { IsAborted: false } launch)
        {
            Post(new ProcessEvent.NeverBegun(spec.Key));
            return;
        }
        launch.Listener = this;
        if (launch.Job is { IsRunning: true } job && IsHere(job))
        {
            machine.Watch(job, launch);
            machine.Stop(job);
        }
        else if (launch.Job is not null || launch.NotStarted is not null) Tell(launch);
        else
        {
            launch.IsAborted = true;
            Post(new ProcessEvent.NeverBegun(spec.Key));
        }
    }

    /// <summary>Says how a launch stands.</summary>
    public void Tell(Launch launch)
    {
        AttemptKey key = launch.Spec.Key;
        if (launch.NotStarted is { } why) Post(new ProcessEvent.NotStarted(key, process.GetUtcNow(), why));
        if (launch.Job is not { } job) return;
        TimeSpan ranFor = TimeSpan.FromTicks(world.Now - job.StartedAt);
        if (_started.Add(key)) Post(new ProcessEvent.Started(key, process.GetUtcNow() - ranFor, ranFor));
        if (!job.IsRunning || !IsHere(job)) Post(new ProcessEvent.Ended(key, EndOf(job, launch)));
    }

    /// <summary>A folder that was copied to another machine tells of processes that are not there.</summary>
    private bool IsHere(Job job) => job.Folder.MachineId == folder.MachineId;

    private ProcessEnd EndOf(Job job, Launch launch)
    {
        bool hasRecord = launch.HasRecord && !job.HasNoRecord;
        return new ProcessEnd
        {
            At = process.GetUtcNow() - TimeSpan.FromTicks(world.Now - (job.EndedAt ?? world.Now)),
            Kind = hasRecord ? EndKind.Exited : EndKind.ExitUnknown,
            ExitCode = hasRecord ? job.ExitCode : null,
            Signal = hasRecord ? job.Signal : null,
            Signalled = job.SignalledAt <= job.EndedAt,
            TreeEmpty = !job.IsAlive || !IsHere(job),
            Leftovers = job.IsAlive && IsHere(job) ? ["4711 sleep"] : [],
            StdoutBytes = 0,
            StderrBytes = 0,
        };
    }

    private void Post(ProcessEvent what)
    {
        if (!process.IsGone) inbox.Post(what);
    }
}
