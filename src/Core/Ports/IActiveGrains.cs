namespace TaskSync.Core.Ports;

/// <summary>Looks at the grains that are in memory, for who runs a server.</summary>
public interface IActiveGrains
{
    /// <summary>
    /// The grains as they are now, in no order that means anything: those of this process, or of all nodes of
    /// its cluster.
    /// </summary>
    ValueTask<IReadOnlyList<ActiveGrain>> ListAsync(CancellationToken cancel = default);
}

/// <summary>A grain that is in memory. What an engine does not tell is null.</summary>
/// <param name="Type">Its type: task, session, agent, …</param>
/// <param name="Key">Its key.</param>
/// <param name="Phase">What it is doing: activating, valid, deactivating.</param>
/// <param name="Node">The node that has it, where there are several.</param>
/// <param name="Since">When it was activated.</param>
/// <param name="StateVersion">The version of its stored state; null if nothing is stored of it, too.</param>
/// <param name="Running">Requests that were begun and have not ended.</param>
/// <param name="Queued">Requests that wait for their turn.</param>
/// <param name="Reminders">Its reminders.</param>
public sealed record ActiveGrain(
    string Type, string Key, string Phase, string? Node, DateTimeOffset? Since, string? StateVersion, int? Running,
    int? Queued, IReadOnlyList<ActiveReminder>? Reminders);

/// <summary>A reminder of a grain.</summary>
/// <param name="Name">Its name.</param>
/// <param name="NextAt">When it is due next.</param>
public sealed record ActiveReminder(string Name, DateTimeOffset NextAt);
