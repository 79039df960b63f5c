namespace Orleans;

/// <summary>The ordinary <see cref="IGrainState{T}"/>.</summary>
/// <typeparam name="T">The type of the state.</typeparam>
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>No state yet.</summary>
    public GrainState()
    {
    }

    /// <summary>A state that has not been stored.</summary>
    /// <param name="state">The state.</param>
    public GrainState(T? state) : this(state, null)
    {
    }

    /// <summary>A state that was read.</summary>
    /// <param name="state">The state.</param>
    /// <param name="eTag">The version of its record.</param>
    public GrainState(T? state, string? eTag) => (State, ETag) = (state, eTag);

    /// <inheritdoc/>
    public T? State { get; set; }

    /// <inheritdoc/>
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public bool RecordExists { get; set; }
}
