namespace TaskSync.Silo;

/// <summary>Why a server can't start, for whoever decides whether to try again, and does not read.</summary>
public enum StartFailure
{
    /// <summary>Something around it fails: the disk, the database, the other nodes. It may start the next time.</summary>
    Surroundings = 1,

    /// <summary>It is told what can't be: its address or its certificate.</summary>
    Misconfigured = 70,

    /// <summary>The data folder is in use, foreign, damaged, or of a newer version.</summary>
    FolderUnusable = 71,

    /// <summary>Something else listens on its port.</summary>
    PortTaken = 72,
}
