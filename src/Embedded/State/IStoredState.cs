namespace TaskSync.Embedded.State;

/// <summary>A state that is read before its grain becomes active.</summary>
internal interface IStoredState
{
    Task LoadAsync(CancellationToken cancellationToken);
}
