namespace Orleans.Core;

/// <summary>The stored state of a grain, whatever its type.</summary>
public interface IStorage
{
    /// <summary>The version of the record that was last read or written; null if there is none.</summary>
    string? Etag { get; }

    /// <summary>Whether there is a record.</summary>
    /// <exception cref="InvalidOperationException">The state has not been read yet.</exception>
    bool RecordExists { get; }

    /// <summary>Removes the record.</summary>
    Task ClearStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    /// <param name="cancellationToken">Gives up waiting; the record may be removed all the same.</param>
    Task ClearStateAsync(CancellationToken cancellationToken);

    /// <summary>Writes the state, if the record still is as it was last seen.</summary>
    /// <exception cref="Storage.InconsistentStateException">Somebody else has written.</exception>
    /// <exception cref="Runtime.OrleansException">
    /// Any other error of the storage. The write may have landed.
    /// </exception>
    Task WriteStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    /// <param name="cancellationToken">Gives up waiting; the write may land all the same.</param>
    Task WriteStateAsync(CancellationToken cancellationToken);

    /// <summary>Reads the state again; what the grain has changed since is lost.</summary>
    Task ReadStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task ReadStateAsync(CancellationToken cancellationToken);
}

/// <summary>The stored state of a grain.</summary>
/// <typeparam name="TState">The type of the state.</typeparam>
public interface IStorage<TState> : IStorage
{
    /// <summary>
    /// The state in memory: made with its default constructor as long as there is no record.
    /// </summary>
    TState State { get; set; }
}
