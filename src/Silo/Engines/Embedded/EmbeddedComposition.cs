using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TaskSync.Core.Ports;
using TaskSync.Grains;
using TaskSync.Storage;

namespace TaskSync.Silo.Engines;

/// <summary>The engine of this build: all grains in this process, on the data folder's SQLite files.</summary>
internal static class EngineComposition
{
    public static IServiceCollection AddEngine(this IServiceCollection services, ServerSettings settings)
    {
        if (settings.Cluster is not null)
        {
            throw new ServerStartException(
                "This is the build for one machine; nodes of a cluster run the build with Microsoft Orleans. Make it with "
                + "'dotnet build -c Release -p:Engine=Orleans src/Cli' and start artifacts/orleans/bin/TaskSync.Cli/release/"
                + "tasksync; from a checkout, TASKSYNC_ENGINE=orleans ./tasksync does both. For one machine, leave "
                + "--postgres and TASKSYNC_POSTGRES out.");
        }
        return services
            .AddSqliteStorage(new StorageOptions { Folder = settings.DataFolder })
            .AddEmbeddedEngine(engine => engine.AddGrains(typeof(ITaskGrain).Assembly))
            .AddSingleton<IActiveGrains, EmbeddedGrains>();
    }

    /// <summary>It has no pages of its own: what it has in memory is at <c>/grains</c>.</summary>
    public static WebApplication MapEngine(this WebApplication app) => app;
}
