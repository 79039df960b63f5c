namespace Orleans.Runtime;

/// <summary>An activation: one grain's presence in memory.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The grain's type and key.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain's instance; null until it is made.</summary>
    object? GrainInstance { get; }

    /// <summary>The services of this activation; they live as long as it does.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>
    /// Completes when the activation has ended. A grain that awaits its own end waits for ever.
    /// </summary>
    Task Deactivated { get; }

    /// <summary>Ends the activation when the calls that have started are done.</summary>
    /// <param name="deactivationReason">Why.</param>
    /// <param name="cancellationToken">Signals that the deactivation should end promptly.</param>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}

/// <summary>An activation that is collected when idle.</summary>
internal interface ICollectibleGrainContext : IGrainContext
{
    void DelayDeactivation(TimeSpan timeSpan);
}
