using Orleans;
using TaskSync.Embedded.Timers;

namespace TaskSync.Embedded.Activations;

internal sealed partial class Activation
{
    private const long ForEver = long.MaxValue;

    // A longer one would not fit a timestamp, and is for ever to any process.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(3650);

    private readonly Lock _timersLock = new();
    private List<GrainTimer>? _timers = [];
    private long _lastUsed; // Read by the sweep from outside.
    private long _keptUntil;

    /// <summary>Protects the activation from the sweep for some time.</summary>
    public void DelayDeactivation(TimeSpan timeSpan)
    {
        var isForEver = timeSpan == Timeout.InfiniteTimeSpan || timeSpan >= LongestDelay;
        var ticks = (long)(timeSpan.TotalSeconds * _engine.Time.TimestampFrequency);
        Volatile.Write(ref _keptUntil, isForEver ? ForEver : _engine.Time.GetTimestamp() + ticks);
    }

    /// <summary>
    /// A guess from outside; the activation looks again in a turn of its own, after what waits now. So a tick
    /// that is due whenever the sweep is doesn't keep the grain in memory.
    /// </summary>
    public bool LooksIdle(long now) =>
        now >= Volatile.Read(ref _keptUntil) &&
        _engine.Time.GetElapsedTime(Volatile.Read(ref _lastUsed), now) >= _engine.Options.CollectionAge;

    public void EndIfIdle() => Turns.Enqueue(new Errand(static self => self.EndIfStillIdle()));

    /// <summary>Keeps the timer for disposal. False if the activation is past its time for timers.</summary>
    public bool TryAdd(GrainTimer timer)
    {
        lock (_timersLock)
        {
            _timers?.Add(timer);
            return _timers is not null;
        }
    }

    public void Remove(GrainTimer timer)
    {
        lock (_timersLock)
        {
            _timers?.Remove(timer);
        }
    }

    /// <summary>Stops the clocks without a word to the grain's code, which is not to run any more.</summary>
    public void Crash()
    {
        foreach (var timer in TakeTimers())
        {
            timer.StopClock();
        }
    }

    private void EndIfStillIdle()
    {
        var hasWork = Running > 0 || Unstarted > 0;
        if (Phase is ActivationPhase.Valid && !hasWork && LooksIdle(_engine.Time.GetTimestamp()))
        {
            var reason = $"Unused for {_engine.Options.CollectionAge}.";
            BeginToEnd(new(DeactivationReasonCode.ActivationIdle, reason), default);
        }
    }

    private void Touch() => Volatile.Write(ref _lastUsed, _engine.Time.GetTimestamp());

    private void DisposeTimers()
    {
        foreach (var timer in TakeTimers())
        {
            timer.Dispose();
        }
    }

    private List<GrainTimer> TakeTimers()
    {
        lock (_timersLock)
        {
            var taken = _timers ?? [];
            _timers = null;
            return taken;
        }
    }
}
