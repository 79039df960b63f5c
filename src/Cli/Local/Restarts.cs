namespace TaskSync.Cli.Local;

/// <summary>How long to wait before starting the agent again.</summary>
internal sealed class Restarts
{
    /// <summary>Well within the lease of 10 s, so that one crash changes no task's state.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// An agent that can't start is tried so often that whoever repairs it need not start it.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Whoever lived so long did not fail at starting.</summary>
    private static readonly TimeSpan LivedWell = TimeSpan.FromMinutes(1);

    private TimeSpan next = First;

    /// <summary>The pause after a run that took so long.</summary>
    public TimeSpan After(TimeSpan lived)
    {
        if (lived >= LivedWell) next = First;
        TimeSpan pause = next;
        next = pause * 2 < Longest ? pause * 2 : Longest;
        return pause;
    }
}
