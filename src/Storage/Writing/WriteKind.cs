namespace TaskSync.Storage;

/// <summary>What a write is about; for counting.</summary>
public enum WriteKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A task, with its session's derived row.</summary>
    Task,

    /// <summary>What people decided about a session.</summary>
    Session,

    /// <summary>An agent's record.</summary>
    Agent,

    /// <summary>When agents were last heard.</summary>
    Presence,

    /// <summary>A credential or a one-use code.</summary>
    Access,

    /// <summary>A reminder.</summary>
    Reminder,

    /// <summary>A chunk of output.</summary>
    Output,
}
