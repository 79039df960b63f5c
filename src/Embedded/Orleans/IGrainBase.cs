using Orleans.Runtime;

namespace Orleans;

/// <summary>What the engine expects of a grain class that does not derive from <see cref="Grain"/>.</summary>
public interface IGrainBase
{
    /// <summary>The activation this instance belongs to.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first call, after the persistent state has been read.</summary>
    /// <param name="token">Signals that the activation takes too long and will be given up.</param>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last call, before the instance is dropped.</summary>
    /// <param name="reason">Why; for information only.</param>
    /// <param name="token">Signals that the deactivation should end promptly.</param>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
