using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using TaskSync.Embedded.State;

namespace TaskSync.Embedded.Activations;

/// <summary>A grain class: how instances are made, and the activations there are.</summary>
internal sealed class GrainClass
{
    private readonly Lazy<ObjectFactory> _factory;
    private readonly List<Func<Activation, object>> _given = [];

    public GrainClass(Type type)
    {
        Class = type;
        var given = type.GetCustomAttribute<GrainTypeAttribute>()?.GrainType;
        GrainType = GrainType.Create(given ?? Conventional(type.Name));
        _factory = new(MakeFactory);
    }

    public Type Class { get; }

    public GrainType GrainType { get; }

    /// <summary>
    /// The activation of each key. It leaves when it has ended, and only then another can come.
    /// </summary>
    public ConcurrentDictionary<string, Activation> Activations { get; } = new(StringComparer.Ordinal);

    /// <summary>The interfaces that callers find this class by.</summary>
    public IEnumerable<Type> Interfaces => Class.GetInterfaces().Where(face =>
        typeof(IGrain).IsAssignableFrom(face) &&
        face != typeof(IGrain) && face != typeof(IGrainWithStringKey) && face != typeof(IRemindable));

    public object CreateInstance(Activation activation, out IReadOnlyList<IStoredState> states)
    {
        var factory = _factory.Value;
        var arguments = _given.ConvertAll(give => give(activation));
        states = [.. arguments.OfType<IStoredState>()];
        return factory(activation.ActivationServices, [.. arguments]);
    }

    public void ThrowUnlessImplements(Type grainInterface)
    {
        if (!grainInterface.IsAssignableFrom(Class))
        {
            throw new InvalidCastException($"{Class.Name} does not implement {grainInterface}.");
        }
    }

    /// <summary>
    /// Orleans' convention, and what is stored: the class's name in small letters, without "grain" at its
    /// end.
    /// </summary>
    private static string Conventional(string className)
    {
        const string Suffix = "grain";
        var name = className.ToLowerInvariant();
        var hasSuffix = name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length;
        return hasSuffix ? name[..^Suffix.Length] : name;
    }

    private ObjectFactory MakeFactory()
    {
        var constructors = Class.GetConstructors();
        if (constructors.Length != 1)
        {
            throw new InvalidOperationException(
                $"{Class} has {constructors.Length} public constructors; a grain class has one.");
        }

        List<Type> types = [];
        foreach (var parameter in constructors[0].GetParameters())
        {
            if (Giver(parameter) is { } giver)
            {
                types.Add(parameter.ParameterType);
                _given.Add(giver);
            }
        }

        return ActivatorUtilities.CreateFactory(Class, [.. types]);
    }

    /// <summary>
    /// How a parameter comes by what belongs to the activation; null if the services have it.
    /// </summary>
    private static Func<Activation, object>? Giver(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } attribute)
        {
            return PersistentStates.Giver(parameter.ParameterType, attribute);
        }

        return parameter.ParameterType == typeof(IGrainContext) ? static activation => activation : null;
    }
}
