using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TaskSync.Grains;
using TaskSync.Grains.Fleet;
using TaskSync.Grains.Leases;

namespace TaskSync.Silo.Hosting;

/// <summary>
/// What runs beside the calls: the first sweep, then the lease watcher and the sweep for as long as the server lives. A front
/// door without grains has nothing to sweep.
/// </summary>
internal static class Passes
{
    public static IServiceCollection AddPasses(this IServiceCollection services, bool sweeps)
    {
        if (sweeps) services.AddHostedService<FirstSweep>();
        services.AddSingleton<IHostedService>(provider => Loop(
            provider, "lease watcher", options => options.Watch,
            (services, _) => services.GetRequiredService<LeaseWatcher>().PassAsync()));
        if (sweeps) services.AddSingleton<IHostedService>(provider => Loop(
            provider, "sweep", options => options.Sweep,
            (services, cancel) => services.GetRequiredService<Sweep>().PassAsync(cancel)));
        return services;
    }

    /// <summary>What a node of a cluster runs beside them: it tells the others of its agents, and hears of theirs.</summary>
    public static IServiceCollection AddNews(this IServiceCollection services) => services
        .AddNewsExchange()
        .AddHostedService<FirstNews>()
        .AddSingleton<IHostedService>(provider => Loop(
            provider, "exchange of news", _ => NewsExchange.Every,
            (services, cancel) => services.GetRequiredService<NewsExchange>().PassAsync(cancel)));

    private static PeriodicPass Loop(
        IServiceProvider services, string name, Func<LeaseOptions, TimeSpan> period,
        Func<IServiceProvider, CancellationToken, Task> pass) => new(
            name,
            period(services.GetRequiredService<LeaseOptions>()),
            cancel => pass(services, cancel),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<PeriodicPass>>());

    /// <summary>
    /// Before the first call is answered every agent that has work is watched, with a full lease of grace; so no answer can
    /// take for proven what was stored before the restart.
    /// </summary>
    private sealed class FirstSweep(Sweep sweep) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => sweep.PassAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Before the first call is answered the node knows what the others prove.</summary>
    private sealed class FirstNews(NewsExchange news) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => news.PassAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
