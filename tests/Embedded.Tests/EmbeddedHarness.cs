using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Storage;
using TaskSync.Engine.Contract;

namespace TaskSync.Embedded.Tests;

/// <summary>The embedded engine with a clock that only tests move.</summary>
internal sealed class EmbeddedHarness : IEngineHarness
{
    private readonly EmbeddedEngineOptions _options = new();
    private readonly RestingScheduler _scheduler = new();
    private readonly ServiceProvider _services;

    private EmbeddedHarness(
        Action<EmbeddedEngineOptions>? configure, FaultyStorage? storage, InMemoryReminderTable? reminders)
    {
        Storage = storage ?? new();
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Clock)
            .AddKeyedSingleton<IGrainStorage>("contract", Storage)
            .AddSingleton<IReminderTable>(reminders ?? new())
            .AddEmbeddedEngine(options =>
            {
                options.AddGrains(typeof(IEngineHarness).Assembly);
                options.Scheduler = _scheduler;
                configure?.Invoke(options);
            })
            .BuildServiceProvider();
        Engine = _services.GetRequiredService<EmbeddedEngine>();
    }

    public FakeTimeProvider Clock { get; } = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public EmbeddedEngine Engine { get; }

    public IGrainFactory Grains => Engine.Grains;

    public FaultyStorage Storage { get; }

    public TimeSpan ResponseTimeout => _options.ResponseTimeout;

    public TimeSpan IdleUntilCollected => _options.CollectionAge + _options.CollectionQuantum;

    public static async Task<EmbeddedHarness> StartAsync(Action<EmbeddedEngineOptions>? configure = null,
        FaultyStorage? storage = null, InMemoryReminderTable? reminders = null)
    {
        var harness = new EmbeddedHarness(configure, storage, reminders);
        await harness.Engine.StartAsync(CancellationToken.None);
        return harness;
    }

    public async Task AdvanceAsync(TimeSpan by)
    {
        // A tick notes what it does before it is over, and its timer counts again only then: time that passes
        // in between is lost to it. What is stuck on purpose awaits something, and runs nothing meanwhile.
        await _scheduler.RestAsync();
        Clock.Advance(by);
    }

    public Task StopAsync() => Engine.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Engine.Crash();
        await _services.DisposeAsync();
    }
}
