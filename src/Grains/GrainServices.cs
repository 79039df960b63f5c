using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TaskSync.Grains.Fleet;
using TaskSync.Grains.Leases;

namespace TaskSync.Grains;

/// <summary>Wires what the grains share.</summary>
public static class GrainServices
{
    /// <summary>Adds the exchange of news with other nodes; whoever does has an <c>IAgentNews</c> and lets it pass.</summary>
    public static IServiceCollection AddNewsExchange(this IServiceCollection services) => services.AddSingleton<NewsExchange>();

    /// <summary>Adds the lease book and its watcher, the sweep, the fleet board and the agent protocol.</summary>
    public static IServiceCollection AddTaskSyncGrains(this IServiceCollection services, LeaseOptions? options = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(options ?? new LeaseOptions())
            .AddSingleton<FleetBoard>()
            .AddSingleton<LeaseBook>()
            .AddSingleton<LeaseView>()
            .AddSingleton<LeaseWatcher>()
            .AddSingleton<ISweepTurn, AlwaysOurs>()
            .AddSingleton<Sweep>()
            .AddSingleton<AgentProtocol>();
    }
}
