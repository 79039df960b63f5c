using TaskSync.Simulation.Agents;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation;

/// <summary>What befalls machines and processes: each mishap begins and, some time later, ends.</summary>
internal sealed class Mishaps(SimRun run)
{
    private readonly World _world = run.World;

    private Dice Dice => _world.Dice;

    /// <summary>Lets them come until a moment.</summary>
    public void Come(double every, long until)
    {
        if (every <= 0) return;
        TimeSpan wait = TimeSpan.FromSeconds(-Math.Log(1 - Dice.NextDouble()) * every);
        if (_world.Now + wait.Ticks >= until) return;
        _world.After(wait, () =>
        {
            BefallOne();
            Come(every, until);
        });
    }

    private void BefallOne()
    {
        SimAgent agent = Dice.Pick(run.Agents);
        switch (Dice.Next(15))
        {
            case 0 or 1: CrashServer(); break;
            case 2 or 3: CrashAgent(agent); break;
            case 4: CrashServer(); CrashAgent(agent); break;
            case 5 or 6: CutOff(agent.Folder.Name); break;
            case 7: CutOff(People.Person.Name); break;
            case 8: HaltServer(); break;
            case 9: HaltAgent(agent); break;
            case 10: SetClock(); break;
            case 11: WatchersAway(); break;
            case 12: Reboot(agent); break;
            case 13: Leave(agent); break;
            case 14: PutFolderBack(agent); break;
        }
    }

    private void CrashServer()
    {
        run.Statistics.Count("server_crash");
        run.Server.Crash();
        run.Follower.Reconnect();
        _world.After(Dice.Skewed(0.05, 60), run.Server.Start);
    }

    private void CrashAgent(SimAgent agent)
    {
        run.Statistics.Count("agent_crash");
        _world.Log($"{agent.Folder.Name}: is killed");
        agent.Kill();
        _world.After(Dice.Skewed(0.05, 240), agent.Start);
    }

    private void CutOff(string client)
    {
        run.Statistics.Count("partition");
        _world.Log($"network: {client} is cut off");
        run.Network.Cut(client);
        _world.After(Dice.Skewed(0.5, 240), () => run.Network.Mend(client));
    }

    private void HaltServer()
    {
        if (run.Server.Process is not { } process || !run.Server.IsUp) return;
        bool isMachine = Dice.Chance(0.5);
        run.Statistics.Count(isMachine ? "server_suspended" : "server_stopped");
        Host host = isMachine ? run.Server.Machine : process;
        long from = _world.Now;
        Halt(host, isMachine, () =>
        {
            // A process that was killed meanwhile comes back to nothing.
            if (isMachine || run.Server.Process == process) run.Server.WasAway(TimeSpan.FromTicks(_world.Now - from));
        });
    }

    private void HaltAgent(SimAgent agent)
    {
        bool isMachine = Dice.Chance(0.5);
        if ((isMachine ? agent.Machine.Host : agent.Process) is not { } host) return;
        run.Statistics.Count(isMachine ? "agent_suspended" : "agent_stopped");
        Halt(host, isMachine, () => { });
    }

    private void Halt(Host host, bool isMachine, Action after)
    {
        // The first of two would wake it, and the other count as an absence what was none.
        if (host.IsHalted) return;
        _world.Log($"{host.Name}: {(isMachine ? "is suspended" : "is stopped")}");
        if (isMachine) host.Suspend();
        else host.Stop();
        _world.After(Dice.Skewed(0.5, 150), () =>
        {
            // What was woken when everything healed was not away until now.
            if (!host.IsHalted) return;
            _world.Log($"{host.Name}: goes on");
            host.Resume();
            after();
        });
    }

    private void SetClock()
    {
        run.Statistics.Count("clock_set");
        TimeSpan by = Dice.Between(-90, 90);
        bool isServer = Dice.Chance(0.6);
        Host machine = isServer ? run.Server.Machine : Dice.Pick(run.Agents).Machine.Host;
        _world.Log($"{machine.Name}: its clock is set by {by.TotalSeconds:F1} s");
        machine.WallOffset += by;
        if (!isServer) return;
        run.Server.WasAway(by.Duration());
        run.Log.SetForward += by.Duration();
    }

    private void WatchersAway()
    {
        run.Statistics.Count("watcher_gap");
        TimeSpan away = Dice.Skewed(1, 40);
        run.Server.WatchersAwayUntil = _world.Now + away.Ticks;
        // A read in the gap makes a pass of its own, which may be the one that notices.
        run.Server.WasAway(TimeSpan.Zero, run.Server.WatchersAwayUntil);
    }

    private void Reboot(SimAgent agent)
    {
        _world.Log($"{agent.Machine.Name}: goes down and comes up");
        foreach (SimAgent one in run.Agents.Where(one => one.Machine == agent.Machine))
        {
            one.Kill();
            _world.After(Dice.Skewed(0.5, 60), one.Start);
        }
        agent.Machine.Reboot();
    }

    /// <summary>Somebody backs an agent's folder up, and some time later copies that over it.</summary>
    private void PutFolderBack(SimAgent agent)
    {
        if (Dice.Chance(0.3)) agent.Folder.BackUp();
        else agent.Folder.BacksUpAtAcceptance = true;
        _world.After(Dice.Between(0.05, 60), () =>
        {
            if (agent.IsEvicted) return;
            agent.Kill();
            if (agent.Folder.GoBack())
            {
                run.Statistics.Count("folder_put_back");
                _world.Log($"{agent.Folder.Name}: a backup is copied over it");
            }
            _world.After(Dice.Skewed(0.05, 60), agent.Start);
        });
    }

    private void Leave(SimAgent agent)
    {
        run.Statistics.Count("agent_left");
        agent.AskToLeave();
        _world.After(Dice.Skewed(3, 60), agent.Start);
    }
}
