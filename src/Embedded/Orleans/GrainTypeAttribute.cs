namespace Orleans;

/// <summary>Names the type of a grain class, as it is stored. Without it, the class's name does.</summary>
/// <param name="grainType">The name, which must never change once grains are stored.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    internal string GrainType { get; } = grainType;
}
