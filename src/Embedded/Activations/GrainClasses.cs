using System.Collections.Frozen;
using System.Reflection;
using Orleans;
using Orleans.Runtime;

namespace TaskSync.Embedded.Activations;

/// <summary>The grain classes of an engine, found in its assemblies.</summary>
internal sealed class GrainClasses
{
    private readonly FrozenDictionary<Type, GrainClass> _byInterface;
    private readonly FrozenDictionary<GrainType, GrainClass> _byType;

    public GrainClasses(IEnumerable<Assembly> assemblies)
    {
        All =
        [
            .. assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()).Where(IsGrainClass)
                .OrderBy(type => type.FullName, StringComparer.Ordinal).Select(type => new GrainClass(type)),
        ];
        if (All.Count == 0)
        {
            throw new InvalidOperationException(
                "There are no grain classes. Add their assembly: options.AddGrains(assembly).");
        }

        ThrowIfTwoShareAType();
        _byType = All.ToFrozenDictionary(one => one.GrainType);
        _byInterface = All
            .SelectMany(one => one.Interfaces, (one, face) => (one, face))
            .GroupBy(pair => pair.face)
            .Where(group => group.Count() == 1)
            .ToFrozenDictionary(group => group.Key, group => group.Single().one);
    }

    public IReadOnlyList<GrainClass> All { get; }

    public GrainClass Implementing(Type grainInterface) =>
        _byInterface.TryGetValue(grainInterface, out var found) ? found : throw new ArgumentException(
            $"No class, or more than one, implements {grainInterface}. " +
            $"Known grain classes: {string.Join(", ", All.Select(one => one.Class.Name))}.");

    public GrainClass OfType(GrainType type) =>
        _byType.TryGetValue(type, out var found) ? found : throw new ArgumentException(
            $"There is no grain class of the type '{type}'.");

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false } &&
        typeof(IGrainWithStringKey).IsAssignableFrom(type) && !typeof(GrainReference).IsAssignableFrom(type);

    private void ThrowIfTwoShareAType()
    {
        foreach (var twins in All.GroupBy(one => one.GrainType).Where(group => group.Count() > 1))
        {
            throw new InvalidOperationException($"Two grain classes have the type '{twins.Key}': " +
                $"{string.Join(", ", twins.Select(one => one.Class))}. Set one apart with [GrainType].");
        }
    }
}
