using Microsoft.Extensions.DependencyInjection;
using TaskSync.Core.Ports;
using TaskSync.Grains;

namespace TaskSync.Silo.Engines;

/// <summary>The engine of this build: all grains in this process, on the data folder's SQLite files.</summary>
internal static class EngineComposition
{
    public static IServiceCollection AddEngine(this IServiceCollection services) =>
        services
            .AddEmbeddedEngine(engine => engine.AddGrains(typeof(ITaskGrain).Assembly))
            .AddSingleton<IActiveGrains, EmbeddedGrains>();
}
