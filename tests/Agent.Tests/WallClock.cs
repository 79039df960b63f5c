namespace TaskSync.Agent.Tests;

/// <summary>
/// The system's time, of which a test may set the clock on the wall, while what counts seconds goes on; or skip some, as if so much had
/// passed; or hold what counts seconds, so that no limit made of them runs out on a machine that is too busy to keep it.
/// </summary>
internal sealed class WallClock : TimeProvider
{
    private long _skipped;
    private long _heldAt;

    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() =>
        System.GetUtcNow() + Offset + TimeSpan.FromSeconds(Volatile.Read(ref _skipped) / (double)TimestampFrequency);

    public override long GetTimestamp() =>
        (Volatile.Read(ref _heldAt) is var held and > 0 ? held : System.GetTimestamp()) + Volatile.Read(ref _skipped);

    public void Skip(TimeSpan span) => Interlocked.Add(ref _skipped, (long)(span.TotalSeconds * TimestampFrequency));

    /// <summary>From now on it counts only what is skipped.</summary>
    public void Hold() => Volatile.Write(ref _heldAt, System.GetTimestamp());
}
