namespace TaskSync.Grains.Leases;

/// <summary>The times that leases live by.</summary>
public sealed record LeaseOptions
{
    /// <summary>How long an agent is believed after it was heard (design.md §5: 10 s).</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an agent syncs when it has nothing to say: five chances within a lease.</summary>
    public TimeSpan Sync { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the watcher looks; an expired lease is committed within a second (invariant 11).</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often the sweep looks for what is due.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one task may take over its part of a sync; the agent sends it again.</summary>
    public TimeSpan ReportBound { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a sync's answer waits for offers; those that come later are in the next answer.</summary>
    public TimeSpan FillBound { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A silence of the watcher above this is our own downtime: every agent gets a full lease of grace.</summary>
    public TimeSpan GapThatGrantsGrace => Lease / 2;
}
