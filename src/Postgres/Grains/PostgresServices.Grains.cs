using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using TaskSync.Storage;

namespace TaskSync.Postgres;

/// <content>What an engine asks of the storage.</content>
public static partial class PostgresServices
{
    private static void AddGrains(IServiceCollection services) =>
        services.AddKeyedSingleton<IGrainStorage>(StorageServices.CatalogName,
            (provider, _) => provider.GetRequiredService<PostgresStorage>().GrainStorage);
}
