namespace TaskSync.Embedded.Calls;

/// <summary>A call's place in the row of those that wait for an answer.</summary>
internal struct PendingPlace
{
    public GrainCall? Before;
    public GrainCall? After;
    public long SentAt;
    public volatile bool IsWaiting;
}

/// <summary>
/// The calls that wait for an answer, oldest first. All have the same time, so the first is always the next
/// whose time is up, and one timer is enough for all.
/// </summary>
internal sealed class PendingCalls : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly ITimer _clock;
    private GrainCall? _first;
    private GrainCall? _last;
    private bool _isClockSet;

    public PendingCalls(TimeProvider time, TimeSpan limit)
    {
        (_time, _limit) = (time, limit);
        using (ExecutionContext.SuppressFlow())
        {
            _clock = time.CreateTimer(static self => ((PendingCalls)self!).Expire(), this,
                Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Add(GrainCall call)
    {
        call.Place.SentAt = _time.GetTimestamp();
        lock (_lock)
        {
            call.Place.IsWaiting = true;
            call.Place.Before = _last;
            if (_last is null)
            {
                _first = call;
            }
            else
            {
                _last.Place.After = call;
            }

            _last = call;
            if (!_isClockSet)
            {
                SetClock(_limit);
            }
        }
    }

    /// <summary>False if the call's time was up before.</summary>
    public bool TryRemove(GrainCall call)
    {
        lock (_lock)
        {
            if (!call.Place.IsWaiting)
            {
                return false;
            }

            Unlink(call);
            return true;
        }
    }

    /// <summary>Nothing runs any more that could answer.</summary>
    public void RefuseAll(Exception reason)
    {
        while (First() is { } call)
        {
            call.Refuse(reason);
        }
    }

    public void Dispose() => _clock.Dispose();

    private GrainCall? First()
    {
        lock (_lock)
        {
            return _first;
        }
    }

    private void Expire()
    {
        List<GrainCall> expired = [];
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _isClockSet = false;
            while (_first is { } call)
            {
                var left = _limit - _time.GetElapsedTime(call.Place.SentAt, now);
                if (left > TimeSpan.Zero)
                {
                    SetClock(left);
                    break;
                }

                Unlink(call);
                expired.Add(call);
            }
        }

        foreach (var call in expired)
        {
            call.TimeOut(_limit);
        }
    }

    private void SetClock(TimeSpan left)
    {
        // A timer counts whole milliseconds and cuts off the rest; one too early would find nothing to do and
        // be set again.
        _isClockSet = true;
        _clock.Change(left + TimeSpan.FromMilliseconds(left.Microseconds > 0 || left.Nanoseconds > 0 ? 1 : 0),
            Timeout.InfiniteTimeSpan);
    }

    private void Unlink(GrainCall call)
    {
        ref var place = ref call.Place;
        if (place.Before is { } before)
        {
            before.Place.After = place.After;
        }
        else
        {
            _first = place.After;
        }

        if (place.After is { } after)
        {
            after.Place.Before = place.Before;
        }
        else
        {
            _last = place.Before;
        }

        (place.Before, place.After, place.IsWaiting) = (null, null, false);
    }
}
