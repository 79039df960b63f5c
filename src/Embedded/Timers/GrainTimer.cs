using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using TaskSync.Embedded.Activations;

namespace TaskSync.Embedded.Timers;

/// <summary>
/// A timer of an activation: it is the request that its ticks are, and waits for one to end before it counts
/// on.
/// </summary>
internal abstract partial class GrainTimer : Request, IGrainTimer
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Activation _activation;
    private readonly ILogger _log;
    private readonly ITimer _clock;
    private readonly GrainTimerCreationOptions _options;
    private TimeSpan _period;
    private TimeSpan? _changedDueTime;
    private bool _isTicking;

    protected GrainTimer(
        Activation activation, GrainTimerCreationOptions options, TimeProvider time, ILogger log)
    {
        (_activation, _options, _log) = (activation, options, log);

        // The clock outlives the call that made it, so it must not carry that call's ambient values along.
        using (ExecutionContext.SuppressFlow())
        {
            _clock = time.CreateTimer(static timer => ((GrainTimer)timer!).Due(), this,
                Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        if (!activation.TryAdd(this))
        {
            Dispose();
        }
    }

    public override bool Interleaves => _options.Interleave;

    public override bool OnlyReads => false;

    public override bool KeepsAlive => _options.KeepAlive;

    public override bool IsStale => _disposed.IsCancellationRequested;

    public override string Name => $"a timer of {_activation.GrainId}";

    protected CancellationToken Disposed => _disposed.Token;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        ThrowUnlessTimerTakes(dueTime);
        ThrowUnlessTimerTakes(period);
        lock (_lock)
        {
            _period = period;
            if (_isTicking)
            {
                _changedDueTime = dueTime;
            }
            else
            {
                _clock.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        StopClock();
        _activation.Remove(this);
        try
        {
            _disposed.Cancel();
        }
        catch (AggregateException error)
        {
            // What the grain's code hung on the token must not keep the activation from ending.
            LogTickFailed(_log, error, _activation.GrainId);
        }
    }

    public void StopClock() => _clock.Dispose();

    public override void End(Task outcome, Activation activation)
    {
        if (outcome.Exception?.InnerException is { } error)
        {
            LogTickFailed(_log, error, activation.GrainId);
        }

        CountOn();
    }

    public override void Return(Activation activation) => Dispose();

    public override void Refuse(Exception reason) => Dispose();

    private void Due()
    {
        lock (_lock)
        {
            _isTicking = true;
        }

        _activation.PostTick(this);
    }

    private void CountOn()
    {
        lock (_lock)
        {
            _isTicking = false;
            _clock.Change(_changedDueTime ?? _period, Timeout.InfiniteTimeSpan);
            _changedDueTime = null;
        }
    }

    private static void ThrowUnlessTimerTakes(TimeSpan span)
    {
        const long LongestOfTimers = 0xfffffffe;
        var milliseconds = (long)span.TotalMilliseconds;
        ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, -1, nameof(span));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, LongestOfTimers, nameof(span));
    }

    [LoggerMessage(LogLevel.Warning, "A timer of {Grain} failed; it goes on.")]
    private static partial void LogTickFailed(ILogger logger, Exception error, GrainId grain);
}

internal sealed class GrainTimer<TState>(
    Activation activation, Func<TState, CancellationToken, Task> callback, TState state,
    GrainTimerCreationOptions options, TimeProvider time, ILogger log)
    : GrainTimer(activation, options, time, log)
{
    public override Task Invoke(object grain) => callback(state, Disposed);
}
