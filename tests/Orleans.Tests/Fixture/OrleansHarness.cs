using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Reminders;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;
using TaskSync.Engine.Contract;
using TaskSync.Silo.Engines;

namespace TaskSync.Orleans.Tests.Fixture;

/// <summary>
/// A cluster of two silos in this process. Tests move the clock of timers and reminders; how long a call may
/// take and how long a grain is idle, Orleans measures by a stopwatch of its own.
/// </summary>
internal sealed class OrleansHarness : IEngineHarness
{
    /// <summary>How much of a second of the contract passes on the stopwatch, where that matters.</summary>
    private const double Pace = 0.1;

    private static readonly TimeSpan OneStep = TimeSpan.FromSeconds(1);
    private readonly InProcessTestCluster _cluster;
    private readonly bool _movesStopwatch;

    private OrleansHarness(TimeSpan responseTimeout, bool movesStopwatch)
    {
        ResponseTimeout = responseTimeout;
        _movesStopwatch = movesStopwatch;
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) => Configure(silo));
        builder.ConfigureClient(client => client
            .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout)
            .Services.AddGrainMessages());
        _cluster = builder.Build();
    }

    /// <summary>It starts at the present, because the collector of idle grains knows only that one.</summary>
    public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public IGrainFactory Grains => _cluster.Client;

    public FaultyStorage Storage { get; } = new();

    public TimeSpan ResponseTimeout { get; }

    /// <summary>Two looks, because the first may come just before the grain is old enough.</summary>
    public TimeSpan IdleUntilCollected => CollectionAge + (2 * CollectionQuantum);

    private static TimeSpan CollectionAge => TimeSpan.FromSeconds(40);

    private static TimeSpan CollectionQuantum => TimeSpan.FromSeconds(10);

    /// <param name="responseTimeout">It passes in real time; by default it is Orleans' own.</param>
    /// <param name="movesStopwatch">Whether the time by which grains are idle goes on with the clock.</param>
    public static async Task<OrleansHarness> StartAsync(
        TimeSpan? responseTimeout = null, bool movesStopwatch = false)
    {
        var harness = new OrleansHarness(responseTimeout ?? TimeSpan.FromSeconds(30), movesStopwatch);
        await harness._cluster.DeployAsync();
        return harness;
    }

    public async Task AdvanceAsync(TimeSpan by)
    {
        if (!_movesStopwatch)
        {
            Clock.Advance(by);
            return;
        }
        long began = TimeProvider.System.GetTimestamp();
        for (TimeSpan passed = OneStep; passed <= by; passed += OneStep)
        {
            Clock.Advance(OneStep);
            TimeSpan ahead = (passed * Pace) - TimeProvider.System.GetElapsedTime(began);
            if (ahead > TimeSpan.Zero) await Task.Delay(ahead, TimeProvider.System);
        }
    }

    public Task StopAsync() => _cluster.StopAllSilosAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private void Configure(ISiloBuilder silo)
    {
        silo.UseInMemoryReminderService();
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
        if (_movesStopwatch) silo.Configure<GrainCollectionOptions>(collection =>
        {
            collection.CollectionAge = CollectionAge * Pace;
            collection.CollectionQuantum = CollectionQuantum * Pace;
        });
        silo.Services
            .AddGrainMessages()
            .AddKeyedSingleton<IGrainStorage>("contract", Storage)
            .AddSingleton<TimeProvider>(Clock)
            .UseTimeProviderForBackgroundAreas(TimeProvider.System)
            .AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, Clock);
    }
}
