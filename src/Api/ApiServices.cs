using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TaskSync.Api.Access;
using TaskSync.Api.Agents;
using TaskSync.Api.Compatibility;
using TaskSync.Api.Feed;
using TaskSync.Api.Output;
using TaskSync.Api.Problems;
using TaskSync.Api.Server;
using TaskSync.Api.Sessions;
using TaskSync.Api.Steps;
using TaskSync.Api.Tasks;
using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Api;

/// <summary>Wires the front door.</summary>
public static class ApiServices
{
    /// <summary>
    /// Adds what <see cref="ApiEndpoints.MapTaskSync"/> needs, and <see cref="AccessService"/>. The ports of
    /// Core, the engine and the services of the grains have to be added beside it.
    /// </summary>
    public static IServiceCollection AddTaskSyncApi(this IServiceCollection services, ApiSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.TryAddSingleton<INodesProbe, OwnGrains>();
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = TaskSyncJson.Options.PropertyNamingPolicy;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, TaskSyncJsonContext.Default);
            options.SerializerOptions.TypeInfoResolverChain.Insert(1, ApiJson.Default);
        });
        services.AddRouting();
        services.AddOpenApi(options => options.AddDocumentTransformer(ApiDocument.Complete));
        AddAccess(services);
        AddReading(services);
        return AddEndpoints(services);
    }

    private static void AddAccess(IServiceCollection services) => services
        .AddSingleton<CredentialCache>()
        .AddSingleton(provider => new AccessService(provider.GetRequiredService<IAccessStore>(),
            provider.GetRequiredService<CredentialCache>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<StreamAccess>()
        .AddSingleton<SessionCookie>()
        .AddSingleton<BrowserRules>()
        .AddSingleton<ClientAddress>()
        .AddSingleton<FailureLimit>();

    private static void AddReading(IServiceCollection services) => services
        .AddSingleton<FleetReads>()
        .AddSingleton<Proof>()
        .AddSingleton<TaskReads>()
        .AddSingleton<TaskSubmits>()
        .AddSingleton<TaskWaiting>()
        .AddSingleton<FeedTail>()
        .AddSingleton<OutputOwners>()
        .AddSingleton<OutputFollowing>();

    private static IServiceCollection AddEndpoints(IServiceCollection services) => services
        .AddSingleton<LoginApi>()
        .AddSingleton<TasksApi>()
        .AddSingleton<OutputApi>()
        .AddSingleton<StepsApi>()
        .AddSingleton<OldApi>()
        .AddSingleton<SessionsApi>()
        .AddSingleton<AgentsApi>()
        .AddSingleton<EnrollApi>()
        .AddSingleton<AgentProtocolApi>()
        .AddSingleton<OutputAppendApi>()
        .AddSingleton<ChangesApi>()
        .AddSingleton<BackupApi>()
        .AddSingleton<GrainsApi>()
        .AddSingleton<HealthApi>();
}
