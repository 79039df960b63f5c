namespace TaskSync.Cli.Tests.Fakes;

/// <summary>
/// A clock for code that pauses and tries again: a pause is over at once and moves the clock by its length.
/// What is longer is a limit and not a pause; it only runs out when a test names it.
/// </summary>
internal sealed class HastyTime : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock moving = new();
    private DateTimeOffset now = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The one limit that runs out at once, by its length.</summary>
    public TimeSpan? RunsOut { get; set; }

    /// <summary>
    /// Whether the clock stands while pauses pass, so that no limit made of them runs out before a real
    /// process, or a server that comes back, which know nothing of this clock, have done their part.
    /// </summary>
    public bool Stands { get; set; }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (moving) return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        bool isOver = (dueTime >= TimeSpan.Zero && dueTime <= LongestPause) || dueTime == RunsOut;
        if (isOver && period == Timeout.InfiniteTimeSpan)
        {
            lock (moving) now += Stands ? TimeSpan.Zero : dueTime;
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }
        return new StillTimer();
    }

    private sealed class StillTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
