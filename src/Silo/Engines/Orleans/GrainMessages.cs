using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using TaskSync.Core;
using TaskSync.Grains;

namespace TaskSync.Silo.Engines;

/// <summary>
/// How messages between grains travel from silo to silo: as the JSON that is also stored and served, so that
/// Core needs no attribute of Orleans and has one rule for what an older node still understands. Within a
/// silo they are shared as they are, because all of them are immutable.
/// </summary>
internal static class GrainMessages
{
    private static readonly string[] Namespaces =
    [
        typeof(TaskSyncJson).Namespace!,
        typeof(ITaskGrain).Namespace!,
    ];

    public static IServiceCollection AddGrainMessages(this IServiceCollection services) => services
        .AddSerializer(serializer => serializer
            .AddAssembly(typeof(ITaskGrain).Assembly)
            .AddJsonSerializer(
                IsMessage,
                isCopyable: null,
                options => options.Configure(json => json.SerializerOptions = Options)))
        .AddSingleton<IGeneralizedCopier, SharedCopier>();

    /// <summary>
    /// Core's shapes as they are generated there; the grains' own messages are looked at at run time.
    /// </summary>
    private static JsonSerializerOptions Options { get; } = new(TaskSyncJson.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(
            TaskSyncJsonContext.Default, new DefaultJsonTypeInfoResolver()),
    };

    /// <summary>
    /// What the compiler and Orleans generate has another namespace or none, and exceptions have a codec of
    /// Orleans.
    /// </summary>
    private static bool IsMessage(Type type) =>
        type.Namespace is { } name
            && Array.Exists(Namespaces, root => $"{name}.".StartsWith($"{root}.", StringComparison.Ordinal))
            && !type.IsAssignableTo(typeof(Exception));

    private sealed class SharedCopier : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => IsMessage(type);

        public object? DeepCopy(object? input, CopyContext context) => input;
    }
}
