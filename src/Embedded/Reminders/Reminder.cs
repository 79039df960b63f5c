using Orleans.Runtime;

namespace TaskSync.Embedded;

/// <summary>A tick that a grain gets again and again, whether it is active or not.</summary>
/// <param name="Grain">The grain.</param>
/// <param name="Name">The name, unique within the grain.</param>
/// <param name="StartAt">
/// When the first tick is due. All ticks are due a whole number of periods after it.
/// </param>
/// <param name="Period">Between ticks; at least a minute.</param>
public sealed record Reminder(GrainId Grain, string Name, DateTimeOffset StartAt, TimeSpan Period);
