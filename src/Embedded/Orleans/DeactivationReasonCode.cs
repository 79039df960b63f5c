namespace Orleans;

/// <summary>The kinds of reasons for which an activation ends.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason was given.</summary>
    None,

    /// <summary>The engine is stopping.</summary>
    ShuttingDown,

    /// <summary>The state could not be read, or OnActivateAsync threw.</summary>
    ActivationFailed,

    /// <summary>Orleans only: the grain directory failed.</summary>
    DirectoryFailure,

    /// <summary>Nothing was asked of the grain for the collection age.</summary>
    ActivationIdle,

    /// <summary>Orleans only: the activation answers nothing any more.</summary>
    ActivationUnresponsive,

    /// <summary>Orleans only: another activation of the grain was there first.</summary>
    DuplicateActivation,

    /// <summary>Orleans only: a call for another version of the grain.</summary>
    IncompatibleRequest,

    /// <summary>An error of the grain, such as an inconsistent state, poisoned the activation.</summary>
    ApplicationError,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested,

    /// <summary>Orleans only: the grain moves to another silo.</summary>
    Migrating,

    /// <summary>The engine wanted it.</summary>
    RuntimeRequested,

    /// <summary>Orleans only: memory is short.</summary>
    HighMemoryPressure,
}
