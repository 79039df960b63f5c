namespace TaskSync.Embedded.State;

/// <summary>A state that is read before its grain becomes active.</summary>
internal interface IStoredState
{
    /// <summary>The version in the storage, as the grain knows it; null while there is none.</summary>
    string? Etag { get; }

    Task LoadAsync(CancellationToken cancellationToken);
}
