namespace Orleans;

/// <summary>A grain's state as it travels between the grain and its storage.</summary>
/// <typeparam name="T">The type of the state.</typeparam>
public interface IGrainState<T>
{
    /// <summary>The state.</summary>
    T? State { get; set; }

    /// <summary>
    /// The version of the record that the state was read from, as the storage counts; null if there is none.
    /// </summary>
    string? ETag { get; set; }

    /// <summary>Whether the storage has a record.</summary>
    bool RecordExists { get; set; }
}
