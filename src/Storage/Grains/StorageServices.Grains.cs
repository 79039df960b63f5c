using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using TaskSync.Embedded;

namespace TaskSync.Storage;

/// <content>What the embedded engine asks of the storage.</content>
public static partial class StorageServices
{
    /// <summary>The name under which grains ask for the catalog.</summary>
    public const string CatalogName = "catalog";

    static partial void AddGrains(IServiceCollection services)
    {
        services.AddKeyedSingleton<IGrainStorage>(CatalogName,
            (provider, _) => provider.GetRequiredService<SqliteStorage>().GrainStorage);
        services.AddSingleton<IReminderTable>(provider => provider.GetRequiredService<SqliteStorage>().Reminders);
    }
}
