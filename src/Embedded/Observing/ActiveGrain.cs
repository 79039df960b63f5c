using Orleans.Runtime;

namespace TaskSync.Embedded;

/// <summary>A grain that is in memory, as the engine saw it when it was asked.</summary>
/// <param name="Grain">Its type and key.</param>
/// <param name="Phase">What it is doing: Created, Activating, Valid, Deactivating.</param>
/// <param name="Since">When the activation began.</param>
/// <param name="StateVersion">The version of its stored state; null if it has none.</param>
/// <param name="Running">How many requests have started and not ended.</param>
/// <param name="Queued">How many requests wait.</param>
/// <param name="Reminders">Its reminders.</param>
public sealed record ActiveGrain(
    GrainId Grain, string Phase, DateTimeOffset Since, string? StateVersion, int Running, int Queued,
    IReadOnlyList<DueReminder> Reminders);

/// <summary>A reminder and when it is due next.</summary>
/// <param name="Name">Its name.</param>
/// <param name="NextAt">When the next tick is due.</param>
public sealed record DueReminder(string Name, DateTimeOffset NextAt);
