namespace Orleans.Runtime;

/// <summary>
/// Says which stored state a constructor parameter of type <see cref="IPersistentState{TState}"/> gets.
/// </summary>
/// <param name="stateName">The name of the state within the grain.</param>
/// <param name="storageName">
/// The name under which the storage is registered; null is the default storage.
/// </param>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    /// <summary>The name of the state within the grain.</summary>
    public string StateName { get; } = stateName ?? throw new ArgumentNullException(nameof(stateName));

    /// <summary>The name under which the storage is registered; null is the default storage.</summary>
    public string? StorageName { get; } = storageName;
}
