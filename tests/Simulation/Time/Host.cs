using TaskSync.Embedded;

namespace TaskSync.Simulation.Time;

/// <summary>
/// A machine, or a process on one: its clocks, its timers and its thread. While a machine is suspended its monotonic clock stands
/// still and its wall clock does not; while a process is stopped both go on, but it does nothing.
/// </summary>
internal sealed class Host : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<HostTimer, (long Due, long Number)> _timers = new();
    private readonly World _world;
    private readonly Host? _machine;
    private long _missed;
    private long? _suspendedAt;
    private bool _isStopped;

    public Host(World world, string name, Host? machine = null)
    {
        (_world, Name, _machine) = (world, name, machine);
        Scheduler = new SeededScheduler(world.Dice);
        world.Add(this);
    }

    public string Name { get; }

    public SeededScheduler Scheduler { get; }

    /// <summary>What somebody set the wall clock to, against the true time.</summary>
    public TimeSpan WallOffset { get; set; }

    public bool IsGone { get; private set; }

    public bool IsHalted => _isStopped || _suspendedAt is not null || _machine?.IsHalted == true;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Ticks that its monotonic clock lags behind the world's.</summary>
    private long Lag => _machine?.Lag ?? (_missed + (_suspendedAt is { } at ? _world.Now - at : 0));

    public override long GetTimestamp() => _world.Now - Lag;

    public override DateTimeOffset GetUtcNow() => Beginning + _world.Elapsed + (_machine ?? this).WallOffset;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HostTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Has something happen here later; lost if the host is gone by then.</summary>
    public void After(TimeSpan delay, Action what) => CreateTimer(_ => what(), null, delay, Timeout.InfiniteTimeSpan);

    /// <summary>Runs code as this host's own.</summary>
    public void Start(Func<Task> code) => Scheduler.Run(code);

    public void Suspend() => _suspendedAt ??= _world.Now;

    public void Stop() => _isStopped = true;

    public void Resume()
    {
        if (_suspendedAt is { } at) _missed += _world.Now - at;
        _suspendedAt = null;
        _isStopped = false;
    }

    /// <summary>It is killed: its timers and everything that it was doing are gone.</summary>
    public void Kill()
    {
        IsGone = true;
        _timers.Clear();
        _world.Remove(this);
    }

    /// <summary>When its next timer fires, in the world's time; null if none can.</summary>
    public (long Due, long Number)? NextTimer()
    {
        while (_timers.TryPeek(out HostTimer? timer, out var at))
        {
            if (timer.IsSetFor(at.Number)) return IsHalted ? null : (at.Due + Lag, at.Number);
            _timers.Dequeue();
        }
        return null;
    }

    public void FireNext() => _timers.Dequeue().Fire();

    private sealed class HostTimer(Host host, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private long _number;
        private bool _isDisposed;

        public bool IsSetFor(long number) => _number == number;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _number = 0;
            if (_isDisposed) return false;
            if (dueTime == Timeout.InfiniteTimeSpan || host.IsGone) return true;
            _number = host._world.NextNumber();
            host._timers.Enqueue(this, (host.GetTimestamp() + dueTime.Ticks, _number));
            return true;
        }

        public void Fire()
        {
            Change(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan, _period);
            callback(state);
        }

        public void Dispose() => (_isDisposed, _number) = (true, 0);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
