using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using TaskSync.Core.Ports;

namespace TaskSync.Storage;

/// <summary>Wires the storage.</summary>
public static partial class StorageServices
{
    /// <summary>
    /// Adds the storage on SQLite: the ports of Core as singletons, the grain storage <c>catalog</c>, and in the embedded
    /// build the table of reminders. The data folder is opened when the first of them is asked for, and closed with the
    /// container.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where the data is, and how it is kept.</param>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, StorageOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        // The container owns this one object; the others are views of it, and it closes its files in their right order.
        services.AddSingleton(provider => SqliteStorage.Open(options,
            provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<SqliteStorage>>()));
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Dispatch);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Catalog);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Presence);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Feed);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Output);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Access);
        services.AddSingleton<IBackup>(provider => new CatalogBackup(
            provider.GetRequiredService<SqliteStorage>(), provider.GetRequiredService<TimeProvider>()));
        AddGrains(services);
        return services;
    }
}
