namespace TaskSync.Agent.Tests;

/// <summary>The system's time, as somebody has set the clock on the wall; what counts seconds goes on.</summary>
internal sealed class WallClock : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
}
