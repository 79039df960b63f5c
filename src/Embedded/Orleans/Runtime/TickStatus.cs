namespace Orleans.Runtime;

/// <summary>The times of a reminder's tick, in UTC.</summary>
/// <param name="firstTickTime">When the reminder was first due.</param>
/// <param name="period">Between ticks.</param>
/// <param name="timeStamp">When this tick was due.</param>
public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
{
    /// <summary>When the reminder was first due.</summary>
    public DateTime FirstTickTime { get; } = firstTickTime;

    /// <summary>Between ticks.</summary>
    public TimeSpan Period { get; } = period;

    /// <summary>When this tick was sent.</summary>
    public DateTime CurrentTickTime { get; } = timeStamp;

    /// <inheritdoc/>
    public override string ToString() => $"<{FirstTickTime:O}, {Period}, {CurrentTickTime:O}>";
}
