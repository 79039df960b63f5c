using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// Where grain states are kept. Registered as a keyed service under its name. An implementation compares the
/// ETag it is given with its record and throws <see cref="InconsistentStateException"/> if they differ; any
/// other exception means that the outcome is unknown.
/// </summary>
public interface IGrainStorage
{
    /// <summary>
    /// Reads a state; without a record, it leaves the state as it is and says that no record exists.
    /// </summary>
    /// <typeparam name="T">The type of the state.</typeparam>
    /// <param name="stateName">The name of the state within the grain.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">Receives state, ETag and whether a record exists.</param>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <inheritdoc cref="ReadStateAsync{T}(string, GrainId, IGrainState{T})"/>
    Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        ReadStateAsync(stateName, grainId, grainState);

    /// <summary>Writes a state if the record still has the given ETag.</summary>
    /// <typeparam name="T">The type of the state.</typeparam>
    /// <param name="stateName">The name of the state within the grain.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">The state and its ETag; receives the new ETag.</param>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <inheritdoc cref="WriteStateAsync{T}(string, GrainId, IGrainState{T})"/>
    Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        WriteStateAsync(stateName, grainId, grainState);

    /// <summary>Removes a state's record if it still has the given ETag.</summary>
    /// <typeparam name="T">The type of the state.</typeparam>
    /// <param name="stateName">The name of the state within the grain.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">The state and its ETag; receives that no record exists.</param>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <inheritdoc cref="ClearStateAsync{T}(string, GrainId, IGrainState{T})"/>
    Task ClearStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        ClearStateAsync(stateName, grainId, grainState);
}
