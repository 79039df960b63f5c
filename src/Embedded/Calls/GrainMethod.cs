using System.Reflection;
using Orleans.Concurrency;

namespace TaskSync.Embedded.Calls;

/// <summary>What the engine has to know of a method of a grain interface.</summary>
internal sealed class GrainMethod(Type interfaceType, MethodInfo method)
{
    public Type Interface { get; } = interfaceType;

    public string Name { get; } = method.Name;

    public bool IsOneWay { get; } = method.IsDefined(typeof(OneWayAttribute));

    public bool Interleaves { get; } = method.IsDefined(typeof(AlwaysInterleaveAttribute));

    public bool OnlyReads { get; } = method.IsDefined(typeof(ReadOnlyAttribute));
}
