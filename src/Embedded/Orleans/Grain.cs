using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>The base class of grain classes.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly IGrainContext? _context;
    private IGrainFactory? _grainFactory;

    /// <summary>Called by the engine, on the new activation's own scheduler.</summary>
    protected Grain() => _context = RuntimeContext.Current;

    /// <summary>Makes the grain part of the given activation.</summary>
    /// <param name="grainContext">The activation.</param>
    protected Grain(IGrainContext grainContext) => _context = grainContext;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">
    /// The instance was made with <c>new</c>, outside an engine.
    /// </exception>
    public IGrainContext GrainContext => _context ?? throw new InvalidOperationException(
        $"{GetType().Name} was created outside a grain engine. Get a reference from IGrainFactory instead.");

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory =>
        _grainFactory ??= ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>The services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <summary>The grain's type and key, for logs.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>
    /// Ends this activation after the current call; the next call gets a new one, which reads its state
    /// again.
    /// </summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Protects this activation from idle collection.</summary>
    /// <param name="timeSpan">
    /// For at least how long; zero takes an earlier protection back, <see cref="Timeout.InfiniteTimeSpan"/>
    /// is for ever.
    /// </param>
    protected void DelayDeactivation(TimeSpan timeSpan) =>
        ((ICollectibleGrainContext)GrainContext).DelayDeactivation(timeSpan);

    /// <summary>Runs before the first call, after the persistent state has been read.</summary>
    /// <param name="cancellationToken">
    /// Signals that the activation takes too long and will be given up.
    /// </param>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last call, before the instance is dropped.</summary>
    /// <param name="reason">Why; for information only.</param>
    /// <param name="cancellationToken">Signals that the deactivation should end promptly.</param>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}
