namespace TaskSync.Agent;

/// <summary>The agent's own limits, each with its reason.</summary>
public static class AgentLimits
{
    /// <summary>Sync this often until the server has said how often: the server's own default.</summary>
    public static readonly TimeSpan FirstSyncEvery = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A sync unanswered for so long is given up and repeated: half of the default lease, so that one lost
    /// answer costs no lease.
    /// </summary>
    public static readonly TimeSpan SyncTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The wait after a first failure.</summary>
    public static readonly TimeSpan RetryAtLeast = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The longest wait between tries: a server that is back is found within the lease of 10 s.
    /// </summary>
    public static readonly TimeSpan RetryAtMost = TimeSpan.FromSeconds(5);

    /// <summary>The wait after 401 and 403: only a person can change that, and logs stay readable.</summary>
    public static readonly TimeSpan RetryUnauthorized = TimeSpan.FromSeconds(30);

    /// <summary>
    /// No timer is shorter than this: a deadline that is due is met by the tick itself, never by spinning.
    /// </summary>
    public static readonly TimeSpan TickAtLeast = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Characters of text in the reports of one sync. JSON writes a character in six bytes at worst, so with all
    /// that is beside it the body stays well below <see cref="Core.Limits.BodyBytes"/>.
    /// </summary>
    public const int TextPerSync = 256 * 1024;

    /// <summary>How long a call for work is held: under the minute after which proxies tend to cut.</summary>
    public static readonly TimeSpan WorkWait = TimeSpan.FromSeconds(50);

    /// <summary>
    /// How often running attempts are looked at for new output: what a person who follows does not notice.
    /// </summary>
    public static readonly TimeSpan OutputEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>How long one chunk may take: 256 KiB over a poor line.</summary>
    public static readonly TimeSpan ChunkTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Chunks of output under way at a time: enough to fill a line, few enough to leave room for syncs.
    /// </summary>
    public const int ChunksInFlight = 4;

    /// <summary>How long no new attempt is taken after the disk refused one.</summary>
    public static readonly TimeSpan RestAfterDiskError = TimeSpan.FromSeconds(10);

    /// <summary>How often a step that could not be written is tried again.</summary>
    public static readonly TimeSpan RewriteEvery = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a report waits for a disk that refuses it. Then it is sent all the same: what the processes left behind says the
    /// same again after a restart, and a person who waits must hear of the end.
    /// </summary>
    public static readonly TimeSpan SpeakAnywayAfter = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the last sync of a leaving agent may take; the next agent says the same again.
    /// </summary>
    public static readonly TimeSpan LastSync = TimeSpan.FromSeconds(2);

    /// <summary>How long (task, attempt, outcome) is remembered (design.md §4.7).</summary>
    public static readonly TimeSpan RememberFor = TimeSpan.FromDays(30);

    /// <summary>
    /// Numbers that one start of the agent has for the reports of an attempt: more than any process can bring about, and few enough
    /// that those of two million starts stay exact wherever JSON is read.
    /// </summary>
    public const long ReportsPerStart = 1L << 32;

    /// <summary>Pairs remembered at most: about 60 MB of memory. The oldest give way.</summary>
    public const int Remembered = 200_000;

    /// <summary>
    /// Ended and acknowledged attempts that wait for their output to be taken; then the oldest give way.
    /// </summary>
    public const int ClosedAttempts = 1000;

    /// <summary>How long such an attempt waits.</summary>
    public static readonly TimeSpan ClosedFor = TimeSpan.FromDays(7);

    /// <summary>Leftover processes that a report names (the wire's own limit).</summary>
    public const int Leftovers = 20;
}
