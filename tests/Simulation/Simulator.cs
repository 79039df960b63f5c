using System.Globalization;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Simulation.Agents;
using TaskSync.Simulation.Checks;
using TaskSync.Simulation.Mutations;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation;

/// <summary>Runs the world of one seed: trouble, then healing, then everything must agree.</summary>
internal static class Simulator
{
    /// <summary>Simulated time that the healed world has: longer than every deadline of a task.</summary>
    private static readonly TimeSpan HealsWithin = TimeSpan.FromSeconds(1500);

    private static readonly TimeSpan RestartsWithin = TimeSpan.FromSeconds(15);

    public static SimResult Run(int seed, Mutation? mutation = null, string? folder = null)
    {
        folder ??= Path.Combine(ScratchFolder, $"tasksync-sim-{Environment.ProcessId}-{Guid.NewGuid():N}");
        var dice = new Dice(seed);
        mutation ??= Mutation.None;
        var setup = new SimSetup { Seed = seed, Chaos = mutation.Worsen(Chaos.Roll(dice)), Folder = folder, Mutation = mutation };
        using var run = new SimRun(setup);
        string? failure = null;
        try
        {
            Play(run, dice.Between(60, 400));
        }
        catch (Exception broken)
        {
            failure = broken.ToString();
            run.Violations.Add("crash", failure);
        }
        return new SimResult(seed, run.World.Elapsed, run.Violations.All, run.Statistics, run.World.Trace);
    }

    /// <summary>Memory where there is one: what these servers write is not meant to last.</summary>
    private static string ScratchFolder => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private static void Play(SimRun run, TimeSpan trouble)
    {
        bool isOver = false;
        run.Server.Start();
        var story = new Story(run);
        story.Plan(trouble);
        new Mishaps(run).Come(run.Setup.Chaos.MishapEvery, trouble.Ticks);
        run.LetThemLook(() => isOver);
        // Of a bug that was put in on purpose the first sign is enough.
        bool IsFound() => run.Setup.Mutation != Mutation.None && run.Violations.All.Count > 0;
        if (run.World.Run(trouble, IsFound)) return;
        Heal(run);
        var settled = new Settled(run);
        bool isDone = run.World.Run(TimeSpan.FromSeconds(20), () => IsFound() || settled.IsReached());
        for (TimeSpan healed = TimeSpan.Zero; !isDone && healed < HealsWithin; healed += TimeSpan.FromSeconds(30))
        {
            story.HelpOut();
            isDone = run.World.Run(TimeSpan.FromSeconds(30), () => IsFound() || settled.IsReached());
        }
        isOver = true;
        if (IsFound()) return;
        settled.Check();
    }

    private static void Heal(SimRun run)
    {
        run.World.Log("everything heals");
        run.Log.HealedAt = run.World.Now;
        run.Server.Chaos = run.Network.Chaos = Chaos.None;
        run.Network.MendAll();
        run.Server.Machine.Resume();
        run.Server.Process?.Resume();
        run.Server.WatchersAwayUntil = 0;
        run.Server.WasAway(TimeSpan.Zero);
        run.Server.Start();
        run.Follower.Reconnect();
        foreach (IGrouping<AgentId, SimAgent> twins in run.Agents.GroupBy(agent => agent.Folder.Id).ToArray()) HealAgent(run, [.. twins]);
    }

    /// <summary>
    /// Of several copies one stays, on the machine that the authority knows if it can, and now and then a machine is lost for good.
    /// </summary>
    private static void HealAgent(SimRun run, SimAgent[] twins)
    {
        SimAgent stays = twins
            .OrderBy(agent => agent.IsEvicted)
            .ThenBy(agent => agent.Folder.MachineId != twins[0].Folder.MachineId)
            .ThenByDescending(agent => agent.Folder.Instance)
            .First();
        bool isLost = run.World.Dice.Chance(0.1);
        if (isLost) run.Lost.Add(stays.Folder.Id);
        foreach (SimAgent agent in twins)
        {
            agent.Chaos = Chaos.None;
            agent.Machine.Host.Resume();
            agent.Process?.Resume();
            if (isLost || agent != stays) agent.KillForGood();
            if (isLost) agent.Machine.Reboot();
        }
        if (!isLost)
        {
            stays.Start();
            // One that was halted on its way out leaves now, or hears only now that a copy spoke for it, which is no
            // more; its person starts it again.
            run.World.After(RestartsWithin, stays.StartAgain);
        }
        run.Person.Drain(stays.Folder.Id, false);
    }
}

/// <summary>What came of a seed.</summary>
internal sealed record SimResult(
    int Seed, TimeSpan Simulated, IReadOnlyList<string> Violations, Statistics Statistics, Trace Trace)
{
    public bool IsGood => Violations.Count == 0;

    /// <summary>For people: what went wrong, how it came about, how to see it again.</summary>
    public string Report() => string.Join(Environment.NewLine,
    [
        .. Trace.Lines,
        string.Empty,
        .. Violations,
        string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, {Simulated.TotalMinutes:F1} simulated minutes, fingerprint {Trace.Fingerprint:x16}; {Statistics}"),
        $"replay: dotnet run -c Release --project tests/Simulation -- {Seed}",
    ]);
}
