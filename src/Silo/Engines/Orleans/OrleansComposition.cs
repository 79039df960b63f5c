using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using Orleans.Hosting;
using TaskSync.Core.Ports;
using TaskSync.Silo.Hosting;
using TaskSync.Storage;

namespace TaskSync.Silo.Engines;

/// <summary>
/// The engine of this build: Orleans, as a cluster on PostgreSQL or as one silo alone on the data folder's
/// SQLite files.
/// </summary>
internal static class EngineComposition
{
    /// <summary>A silo without a gateway: nobody but this process calls its grains.</summary>
    private const int NoGateway = 0;

    public static IServiceCollection AddEngine(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton<IActiveGrains, ClusterGrains>().AddGrainMessages().AddLogging(log => log
            // A note on the garbage collector, and a first look that takes the machine's uptime for a delay.
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error)
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error));
        return settings.Cluster is { } cluster
            ? services.AddCluster(settings, cluster)
            : services.AddAlone(settings);
    }

    public static WebApplication MapEngine(this WebApplication app)
    {
        OrleansDashboard.Map(app);
        return app;
    }

    /// <summary>Its reminders are in memory; the sweep at the start watches whatever has work.</summary>
    private static IServiceCollection AddAlone(
        this IServiceCollection services, ServerSettings settings) => services
        .AddSqliteStorage(new StorageOptions { Folder = settings.DataFolder })
        .AddOrleans(silo => silo
            .UseLocalhostClustering(Ports.Free(System.Net.IPAddress.Loopback), NoGateway)
            .UseInMemoryReminderService()
            .AddDashboard(OrleansDashboard.Tune));
}
