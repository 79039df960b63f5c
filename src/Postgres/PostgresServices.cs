using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using TaskSync.Core.Ports;

namespace TaskSync.Postgres;

/// <summary>Wires the storage.</summary>
public static partial class PostgresServices
{
    /// <summary>
    /// Adds the storage on PostgreSQL: the ports of Core as singletons, and the grain storage <c>catalog</c>. The
    /// database is opened when the first of them is asked for, and left with the container.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where the data is.</param>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, PostgresOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Open(provider, options));
        services.AddSingleton(provider => provider.GetRequiredService<PostgresStorage>().States);
        services.AddSingleton(provider => provider.GetRequiredService<PostgresStorage>().Dispatch);
        services.AddSingleton(provider => provider.GetRequiredService<PostgresStorage>().Catalog);
        services.AddSingleton(provider => provider.GetRequiredService<PostgresStorage>().Presence);
        services.AddSingleton(provider => provider.GetRequiredService<PostgresStorage>().News);
        services.AddSingleton(provider => provider.GetRequiredService<PostgresStorage>().Feed);
        services.AddSingleton(provider => provider.GetRequiredService<PostgresStorage>().Output);
        services.AddSingleton(provider => provider.GetRequiredService<PostgresStorage>().Access);
        services.AddSingleton<IBackup, BackupElsewhere>();
        AddGrains(services);
        return services;
    }

    /// <summary>
    /// Containers build what they own without waiting, so a thread is held up for as long as it takes. It may be the
    /// only one that its caller's continuations run on; ours run elsewhere.
    /// </summary>
    private static PostgresStorage Open(IServiceProvider provider, PostgresOptions options)
    {
        TimeProvider clock = provider.GetRequiredService<TimeProvider>();
        ILogger? logger = provider.GetService<ILogger<PostgresStorage>>();
        return Task.Run(() => PostgresStorage.OpenAsync(options, clock, logger)).GetAwaiter().GetResult();
    }
}
