using Orleans;
using TaskSync.Engine.Contract;

namespace TaskSync.Orleans.Tests.Fixture;

/// <summary>
/// One cluster for all tests of a class, because a start takes longer than most tests. Each has grains of its own.
/// </summary>
public class SharedEngine : IEngineHarness, IAsyncLifetime
{
    private readonly TimeSpan? _responseTimeout;
    private readonly bool _movesStopwatch;
    private OrleansHarness _engine = null!;

    public SharedEngine() { }

    protected SharedEngine(TimeSpan? responseTimeout = null, bool movesStopwatch = false) =>
        (_responseTimeout, _movesStopwatch) = (responseTimeout, movesStopwatch);

    public IGrainFactory Grains => _engine.Grains;

    public FaultyStorage Storage => _engine.Storage;

    public TimeSpan ResponseTimeout => _engine.ResponseTimeout;

    public TimeSpan IdleUntilCollected => _engine.IdleUntilCollected;

    public async Task InitializeAsync() =>
        _engine = await OrleansHarness.StartAsync(_responseTimeout, _movesStopwatch);

    public Task AdvanceAsync(TimeSpan by) => _engine.AdvanceAsync(by);

    public Task StopAsync() =>
        throw new NotSupportedException("A test that stops its engine starts one of its own.");

    async Task IAsyncLifetime.DisposeAsync() => await _engine.DisposeAsync();

    /// <summary>A test has ended, not the class.</summary>
    ValueTask IAsyncDisposable.DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Stuck calls are waited for in real time.</summary>
public sealed class ImpatientEngine() : SharedEngine(responseTimeout: TimeSpan.FromSeconds(5));

/// <summary>Idle grains are collected in real time.</summary>
public sealed class ForgetfulEngine() : SharedEngine(movesStopwatch: true);
