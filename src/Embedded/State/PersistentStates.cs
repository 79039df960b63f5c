using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;
using TaskSync.Embedded.Activations;

namespace TaskSync.Embedded.State;

/// <summary>Finds the storage that a grain's constructor names.</summary>
internal static class PersistentStates
{
    private static readonly MethodInfo GenericCreate =
        typeof(PersistentStates).GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static Func<Activation, object> Giver(Type parameterType, PersistentStateAttribute attribute)
    {
        var isGeneric = parameterType.IsGenericType;
        if (!isGeneric || parameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new InvalidOperationException(
                $"[PersistentState] is for IPersistentState<T>, not for {parameterType}.");
        }

        var create = GenericCreate.MakeGenericMethod(parameterType.GetGenericArguments())
            .CreateDelegate<Func<PersistentStateAttribute, Activation, object>>();
        return activation => create(attribute, activation);
    }

    private static PersistentState<TState> Create<TState>(
        PersistentStateAttribute attribute, Activation activation) =>
        new(attribute.StateName, activation, Storage(attribute.StorageName, activation));

    private static IGrainStorage Storage(string? name, Activation activation)
    {
        var services = activation.ActivationServices;
        var storage = string.IsNullOrWhiteSpace(name)
            ? services.GetService<IGrainStorage>()
            : services.GetKeyedService<IGrainStorage>(name);
        return storage ?? throw new BadProviderConfigException(
            $"There is no storage '{name}' for {activation.GrainId.Type} grains. " +
            "Register an IGrainStorage under that key.");
    }
}
