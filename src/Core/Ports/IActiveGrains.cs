namespace TaskSync.Core.Ports;

/// <summary>Looks at the grains that are in memory, for who runs a server. An engine may have none to show.</summary>
public interface IActiveGrains
{
    /// <summary>The grains of this process as they are now, in no order that means anything.</summary>
    IReadOnlyList<ActiveGrain> List();
}

/// <summary>A grain that is in memory.</summary>
/// <param name="Type">Its type: task, session, agent, …</param>
/// <param name="Key">Its key.</param>
/// <param name="Phase">What it is doing: activating, valid, deactivating.</param>
/// <param name="Since">When it was activated.</param>
/// <param name="StateVersion">The version of its stored state; null if nothing is stored of it.</param>
/// <param name="Running">Requests that were begun and have not ended.</param>
/// <param name="Queued">Requests that wait for their turn.</param>
/// <param name="Reminders">Its reminders.</param>
public sealed record ActiveGrain(
    string Type, string Key, string Phase, DateTimeOffset Since, string? StateVersion, int Running, int Queued,
    IReadOnlyList<ActiveReminder> Reminders);

/// <summary>A reminder of a grain.</summary>
/// <param name="Name">Its name.</param>
/// <param name="NextAt">When it is due next.</param>
public sealed record ActiveReminder(string Name, DateTimeOffset NextAt);
