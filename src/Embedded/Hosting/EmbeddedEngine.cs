using Microsoft.Extensions.Hosting;
using Orleans;

namespace TaskSync.Embedded;

/// <summary>The engine that runs the grains, in this process. It starts and stops with its host.</summary>
public sealed class EmbeddedEngine : IHostedService
{
    private readonly EngineCore _core;

    internal EmbeddedEngine(EngineCore core) => _core = core;

    /// <summary>Makes references to grains.</summary>
    public IGrainFactory Grains => _core.Factory;

    /// <summary>Reads the reminders and starts their clocks. Grains answer calls even before.</summary>
    /// <param name="cancellationToken">Gives the start up.</param>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _core.Reminders.StartAsync(cancellationToken).ConfigureAwait(false);
        _core.Sweep.Start();
    }

    /// <summary>Ends all grains, waits until they have, and refuses calls from then on.</summary>
    /// <param name="cancellationToken">Leaves behind what is still running.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _core.Life.Stop();
        _core.Reminders.Stop();
        _core.Sweep.Stop();
        await _core.EndAllAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Stops as a killed process does: from now on nothing runs, is answered or ticks, and what was in memory
    /// is lost. A turn that another thread is in the middle of goes on to its next await.
    /// </summary>
    public void Crash() => _core.Crash();

    /// <summary>The grains that are in memory now, oldest first.</summary>
    public IReadOnlyList<ActiveGrain> Snapshot() =>
    [
        .. _core.Activations().Select(activation => new ActiveGrain(
            activation.GrainId, activation.Phase.ToString(), activation.Since,
            activation.StateVersion, activation.Running, activation.Unstarted, _core.Reminders.Of(activation.GrainId))),
    ];
}
