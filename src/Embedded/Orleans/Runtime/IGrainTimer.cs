namespace Orleans.Runtime;

/// <summary>A timer of an activation. Disposing it ends it: no tick starts after that.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Changes when the timer ticks; during a tick, this takes effect at its end.</summary>
    /// <param name="dueTime">Until the next tick; <see cref="Timeout.InfiniteTimeSpan"/> is never.</param>
    /// <param name="period">
    /// From the end of a tick to the next one; <see cref="Timeout.InfiniteTimeSpan"/> is never.
    /// </param>
    void Change(TimeSpan dueTime, TimeSpan period);
}
