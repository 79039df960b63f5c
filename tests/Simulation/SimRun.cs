using TaskSync.Core;
using TaskSync.Simulation.Agents;
using TaskSync.Simulation.Checks;
using TaskSync.Simulation.Net;
using TaskSync.Simulation.People;
using TaskSync.Simulation.Server;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation;

/// <summary>One simulated world and everybody in it.</summary>
internal sealed class SimRun : IDisposable
{
    private readonly List<SimAgent> _agents = [];

    public SimRun(SimSetup setup)
    {
        Setup = setup;
        World = new World(setup.Seed);
        Violations = new Violations(World);
        Contacts = new AgentContacts(Violations);
        Truth = new Truth(World, Violations, Statistics);
        Log = new AuthorityLog(World, Violations, Truth, Contacts, () => Server!, Statistics);
        Server = new SimServer(World, setup, Log, Statistics);
        Network = new Network(World, Server, Statistics) { Chaos = setup.Chaos };
        Person = new Person(World, Network, Server, Log, Violations, Statistics);
        Onlooker = new Onlooker(World, Server, Contacts, Violations);
        Follower = new Follower(Server, Violations, Statistics);
        Truth.MayOverlap = Person.WentPast;
        Truth.IsWanted = Log.StandsBy;
        Log.IsGone = agent => agent is { } id && (Removed.Contains(id) || Lost.Contains(id));
    }

    public SimSetup Setup { get; }

    public World World { get; }

    public Statistics Statistics { get; } = new();

    public Violations Violations { get; }

    public Truth Truth { get; }

    public AgentContacts Contacts { get; }

    public AuthorityLog Log { get; }

    public SimServer Server { get; }

    public Network Network { get; }

    public Person Person { get; }

    public Onlooker Onlooker { get; }

    public Follower Follower { get; }

    /// <summary>All agents, copies included.</summary>
    public IReadOnlyList<SimAgent> Agents => _agents;

    /// <summary>Agents that a person removed from the fleet, or is about to.</summary>
    public HashSet<AgentId> Removed { get; } = [];

    /// <summary>Agents that never come back: their machine is lost for good.</summary>
    public HashSet<AgentId> Lost { get; } = [];

    /// <summary>Enrols an agent on a machine of its own, and starts it once that is acknowledged.</summary>
    public SimAgent AddAgent(string name, int slots)
    {
        AgentId id = AgentId.Derive("agent", name);
        var machine = new SimMachine(World, $"machine of {name}", Truth, Statistics);
        SimAgent agent = Make(new AgentFolder(name, id, machine.Name), machine, slots);
        Person.Enroll(id, name, machine.Name, agent.Start);
        return agent;
    }

    /// <summary>Somebody copies an agent's folder and starts the copy, beside it or elsewhere.</summary>
    public void StartCopy(SimAgent agent)
    {
        bool isElsewhere = World.Dice.Chance(0.3);
        Statistics.Count(isElsewhere ? "folder_copied_elsewhere" : "folder_copied");
        var machine = isElsewhere ? new SimMachine(World, "machine of a copy", Truth, Statistics) : agent.Machine;
        AgentFolder copy = agent.Folder.Copy($"copy of {agent.Folder.Name}", machine.Name);
        Log.Copied(agent.Folder.Id);
        World.Log($"{agent.Folder.Name}: is copied, and the copy is started on {machine.Name}");
        Make(copy, machine, agent.Slots).Start();
    }

    /// <summary>Readers and followers look every now and then.</summary>
    public void LetThemLook(Func<bool> isOver)
    {
        Again(0.2, 3, () =>
        {
            if (Server.IsUp) Onlooker.Look();
        }, isOver);
        Again(0.05, 4, () => Follower.Ask(isLost: World.Dice.Chance(Network.Chaos.Drop)), isOver);
    }

    public void Dispose() => Server.Dispose();

    private void Again(double from, double to, Action what, Func<bool> isOver) => World.After(World.Dice.Between(from, to), () =>
    {
        if (isOver()) return;
        what();
        Again(from, to, what, isOver);
    });

    private SimAgent Make(AgentFolder folder, SimMachine machine, int slots)
    {
        var agent = new SimAgent(folder, machine, slots, World, Network, Server, Setup, Contacts, Statistics);
        _agents.Add(agent);
        return agent;
    }
}
