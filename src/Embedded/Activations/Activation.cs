using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using TaskSync.Embedded.Calls;
using TaskSync.Embedded.Scheduling;

namespace TaskSync.Embedded.Activations;

/// <summary>
/// One grain in memory. All its fields are touched only from its own turns, except where a comment says
/// otherwise. Who is running and waiting is in the part called Requests, how it begins and ends in the part
/// called Lifecycle.
/// </summary>
internal sealed partial class Activation : ICollectibleGrainContext
{
    private readonly EngineCore _engine;
    private readonly ILogger _log;
    private IServiceProvider _services;

    public Activation(EngineCore engine, GrainTarget target)
    {
        _engine = engine;
        _log = engine.Log;
        _services = engine.Services;
        Target = target;
        Turns = new(this, engine.Options.Scheduler, engine.Life);
        Number = engine.NextActivationNumber();
        Since = engine.Time.GetUtcNow();
        Touch();
    }

    public GrainTarget Target { get; }

    public ILogger Log => _log;

    public TurnScheduler Turns { get; }

    /// <summary>
    /// Rises with each activation of the engine: an order that is the same in every run of one seed.
    /// </summary>
    public long Number { get; }

    public DateTimeOffset Since { get; }

    public ActivationPhase Phase { get; private set; }

    public GrainId GrainId => Target.GrainId;

    public GrainReference GrainReference => Target.Untyped;

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices => _services;

    bool IEquatable<IGrainContext>.Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override string ToString() => $"{GrainId}#{Number}";

    /// <summary>Something short to be done in a turn of its own.</summary>
    private sealed class Errand(Action<Activation> act) : Turn
    {
        public override void Run(Activation activation) => act(activation);
    }
}
