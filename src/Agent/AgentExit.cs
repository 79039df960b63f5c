namespace TaskSync.Agent;

/// <summary>Why an agent ended; its number is the exit code of the process.</summary>
public enum AgentExit
{
    /// <summary>It was asked to. Its attempts go on and wait for the next agent.</summary>
    Left = 0,

    /// <summary>
    /// The folder, its configuration or the machine are not as they must be; the message says what.
    /// </summary>
    Misconfigured = 70,

    /// <summary>Another agent process works on the folder.</summary>
    FolderInUse = 71,

    /// <summary>The folder belongs to another machine.</summary>
    OtherMachine = 72,

    /// <summary>Another process speaks for this agent elsewhere. Attempts go on.</summary>
    DuplicateIdentity = 73,

    /// <summary>The folder is a copy of an agent's.</summary>
    CopiedFolder = 74,
}
