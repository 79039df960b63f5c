namespace TaskSync.Embedded.Activations;

/// <summary>An activation goes through these in order, and may skip some.</summary>
internal enum ActivationPhase
{
    /// <summary>Nothing was asked yet.</summary>
    Created,

    /// <summary>State is read and OnActivateAsync runs; requests wait.</summary>
    Activating,

    /// <summary>Requests run.</summary>
    Valid,

    /// <summary>Requests that have started run to their end; no other starts.</summary>
    Deactivating,

    /// <summary>Another activation may take over.</summary>
    Ended,
}
