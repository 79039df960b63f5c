using TaskSync.Agent;
using TaskSync.Agent.Brain;
using TaskSync.Agent.Loop;
using TaskSync.Agent.Ports;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Simulation.Net;
using TaskSync.Simulation.Server;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Agents;

/// <summary>One folder's agent: the real loop and the real brain, with a simulated disk, machine and network around them.</summary>
internal sealed class SimAgent(
    AgentFolder folder, SimMachine machine, int slots, World world, Network network, SimServer server, SimSetup setup,
    AgentContacts contacts, Statistics statistics)
{
    private CancellationTokenSource? _stop;

    public AgentFolder Folder { get; } = folder;

    public SimMachine Machine { get; } = machine;

    public int Slots { get; } = slots;

    public Host? Process { get; private set; }

    /// <summary>Faults of its disk, which may be turned off for good.</summary>
    public Chaos Chaos { get; set; } = setup.Chaos;

    public bool IsRunning => Process is not null;

    /// <summary>It was told that another process speaks for it; only a person can help.</summary>
    public bool IsEvicted { get; private set; }

    /// <summary>The brain of the running process, to see what it holds.</summary>
    public AgentBrain? Brain { get; private set; }

    public void Start()
    {
        if (IsRunning || IsEvicted) return;
        statistics.Count("agent_started");
        Folder.Instance++;
        string nonce = $"{Folder.Name}/{Folder.Instance}";
        world.Log($"{Folder.Name}: starts, instance {Folder.Instance}");
        var process = new Host(world, Folder.Name, Machine.Host);
        Process = process;
        var identity = new AgentIdentity(Folder.Id, Folder.MachineId, Folder.Instance, nonce, Machine.BootId);
        var offer = new AgentOffer { Slots = Slots, Kinds = [TaskKind.Command], Roots = ["/"], Version = "1", Platform = "sim" };
        Brain = new AgentBrain(identity, offer, process, () => $"{nonce}/{world.NextNumber()}");
        var inbox = new Inbox();
        var loop = new AgentLoop(Brain, new AgentPorts(
            inbox,
            new SimJournal(Folder, world, process, () => Chaos, statistics),
            new SimRunner(Machine, Folder, world, process, inbox),
            new SimLink(Folder, network, server, world, process, setup, contacts),
            new NoOutput(), process, world.Dice, what => world.Log($"{Folder.Name}: says: {what}")));
        _stop = new CancellationTokenSource();
        process.Start(() => LiveAsync(loop, process, _stop.Token));
    }

    /// <summary>A person starts it although it was told that another process speaks for it.</summary>
    public void StartAgain()
    {
        if (!IsRunning) IsEvicted = false;
        Start();
    }

    /// <summary>Nobody ever starts it again.</summary>
    public void KillForGood()
    {
        Kill();
        IsEvicted = true;
    }

    /// <summary>It is asked to leave, as by Ctrl-C.</summary>
    public void AskToLeave() => Process?.After(TimeSpan.Zero, () => _stop?.Cancel());

    /// <summary>It is killed; the processes that it started live on.</summary>
    public void Kill()
    {
        if (Process is not { } process) return;
        process.Kill();
        (Process, Brain) = (null, null);
        Machine.AgentDied(Folder);
    }

    private async Task LiveAsync(AgentLoop loop, Host process, CancellationToken stop)
    {
        AgentExit exit = await loop.RunAsync(stop);
        world.Log($"{Folder.Name}: ends: {exit}");
        IsEvicted = exit == AgentExit.DuplicateIdentity;
        if (Process == process) Kill();
    }

    private sealed class NoOutput : IOutputFiles
    {
        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(AttemptKey key, OutputStream stream, long from, int most, bool isOver) =>
            ValueTask.FromResult(ReadOnlyMemory<byte>.Empty);
    }
}
