using TaskSync.Core.Ports;
using TaskSync.Embedded;

namespace TaskSync.Silo.Engines;

/// <summary>The grains of the embedded engine, for <c>/grains</c>.</summary>
internal sealed class EmbeddedGrains(EmbeddedEngine engine) : IActiveGrains
{
    public ValueTask<IReadOnlyList<Core.Ports.ActiveGrain>> ListAsync(CancellationToken cancel) => new(List());

    private IReadOnlyList<Core.Ports.ActiveGrain> List() =>
    [
        .. engine.Snapshot().Select(grain => new Core.Ports.ActiveGrain(
            grain.Grain.Type.ToString(), grain.Grain.Key.ToString(), grain.Phase.ToLowerInvariant(), Node: null,
            grain.Since, grain.StateVersion, grain.Running, grain.Queued,
            [.. grain.Reminders.Select(reminder => new ActiveReminder(reminder.Name, reminder.NextAt))])),
    ];
}
