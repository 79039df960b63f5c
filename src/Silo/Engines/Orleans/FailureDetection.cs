using Orleans.Configuration;

namespace TaskSync.Silo.Engines;

/// <summary>
/// How soon a node that is gone counts as gone. Its grains are elsewhere from then on, so it has to be well
/// within a lease; but a node that is only slow for a moment must not be put out, because that costs it its
/// process.
/// </summary>
internal static class FailureDetection
{
    /// <summary>
    /// The longest that a call between grains may take: a statement of the database (10 s) and some way.
    /// Orleans' 30 s would keep a caller waiting for a node that is gone, long after others have taken its
    /// place.
    /// </summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(15);

    /// <summary>Changes are told by gossip; this is how soon a lost word of it is repaired.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whoever can't reach the others for so long says so and gives up, instead of being half there.
    /// </summary>
    public static readonly TimeSpan Join = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A probe's first bound; Orleans adapts it between the two below to how fast a node answers, and gives
    /// more while it itself is short of breath.
    /// </summary>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// Far above a collection of garbage, so that a healthy network never takes one for a death.
    /// </summary>
    private static readonly TimeSpan ShortestProbe = TimeSpan.FromSeconds(1);

    /// <summary>Three of them are within the lease of 10 s.</summary>
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(3);

    /// <summary>One may get lost, two may be a coincidence.</summary>
    private const int MissedProbes = 3;

    /// <summary>
    /// The row that says "I am alive": nodes whose rows are older than three of these count as stale. It takes two
    /// votes to declare a node dead while three count, so this long does the last of three wait until it may replace
    /// two that were killed together, and a node that starts alone for those that did not come back. With 5 s, reports
    /// waited 15 to 20 s for it.
    /// </summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(2);

    public static void Tune(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = Probe;
        membership.MinProbeTimeout = ShortestProbe;
        membership.MaxProbeTimeout = LongestProbe;
        membership.NumMissedProbesLimit = MissedProbes;
        membership.IAmAliveTablePublishTimeout = SignOfLife;
        membership.TableRefreshTimeout = Refresh;
        membership.MaxJoinAttemptTime = Join;
    }
}
