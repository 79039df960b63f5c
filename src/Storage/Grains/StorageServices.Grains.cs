using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace TaskSync.Storage;

/// <content>What an engine asks of the storage.</content>
public static partial class StorageServices
{
    /// <summary>The name under which grains ask for the catalog.</summary>
    public const string CatalogName = "catalog";

    private static void AddGrains(IServiceCollection services)
    {
        services.AddKeyedSingleton<IGrainStorage>(CatalogName,
            (provider, _) => provider.GetRequiredService<SqliteStorage>().GrainStorage);
        AddReminders(services);
    }

    /// <summary>Only the embedded engine keeps its reminders here.</summary>
    static partial void AddReminders(IServiceCollection services);
}
