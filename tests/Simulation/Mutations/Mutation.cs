using Orleans.Storage;
using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Simulation.Server;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Mutations;

/// <summary>
/// A bug put in on purpose, at a seam between the parts, so that none of them needs a switch for it. This one is none.
/// </summary>
internal class Mutation
{
    public static readonly Mutation None = new();

    /// <summary>The mutation of a name, for replays.</summary>
    public static Mutation Named(string name) => name switch
    {
        nameof(HasNoFence) => new HasNoFence(),
        nameof(AcknowledgesTooEarly) => new AcknowledgesTooEarly(),
        nameof(ReusesSeq) => new ReusesSeq(),
        _ => throw new ArgumentException($"There is no mutation {name}."),
    };

    /// <summary>The world in which the bug could show.</summary>
    public virtual Chaos Worsen(Chaos chaos) => chaos;

    /// <summary>Tampers with the storage.</summary>
    public virtual IGrainStorage Wrap(IGrainStorage storage, Host server) => storage;

    /// <summary>Tampers with what an agent sends.</summary>
    public virtual SyncRequest Sent(SyncRequest request) => request;

    /// <summary>Tampers with what it gets for it.</summary>
    public virtual SyncAnswer Received(SyncRequest request, SyncAnswer answer) => answer;

    /// <summary>Does something else with a sync before the server does what it should.</summary>
    public virtual Task BeforeSync(SimServer server, AgentId agent, SyncRequest request) => Task.CompletedTask;
}
