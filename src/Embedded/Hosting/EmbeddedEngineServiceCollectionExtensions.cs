using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Timers;
using TaskSync.Embedded;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the embedded engine to a host.</summary>
public static class EmbeddedEngineServiceCollectionExtensions
{
    /// <summary>
    /// Adds the engine, which starts and stops with the host, and <see cref="IGrainFactory"/>. Register
    /// beside it: each <see cref="Orleans.Storage.IGrainStorage"/> as a keyed singleton under the name that
    /// grains use, an <see cref="IReminderTable"/> if grains have reminders, and a <see cref="TimeProvider"/>
    /// if it is not the system's.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the engine up; must add at least one assembly of grains.</param>
    public static IServiceCollection AddEmbeddedEngine(
        this IServiceCollection services, Action<EmbeddedEngineOptions> configure)
    {
        var options = new EmbeddedEngineOptions();
        configure(options);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new EngineCore(options, provider));
        services.AddSingleton<EmbeddedEngine>(provider => new(CoreOf(provider)));
        services.AddSingleton<IGrainFactory>(provider => CoreOf(provider).Factory);
        services.AddSingleton<ITimerRegistry>(provider => CoreOf(provider).Timers);
        services.AddSingleton<IReminderRegistry>(provider => CoreOf(provider).Reminders);
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EmbeddedEngine>());
        return services;
    }

    private static EngineCore CoreOf(IServiceProvider provider) => provider.GetRequiredService<EngineCore>();
}
