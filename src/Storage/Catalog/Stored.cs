namespace TaskSync.Storage;

/// <summary>A record as it was read.</summary>
/// <typeparam name="T">Its type.</typeparam>
/// <param name="State">The record.</param>
/// <param name="ETag">Its version as text: what a later write of it has to name.</param>
public sealed record Stored<T>(T State, string ETag);
