using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace TaskSync.Embedded.Reminders;

/// <summary>
/// Ticks one reminder. Ticks are due whole periods after the first; those that fall into a time when the
/// engine was down, or the last tick was still running, are left out.
/// </summary>
internal sealed partial class ReminderClock : IDisposable
{
    // No timer waits longer than some 49 days; a longer wait is made of several.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly EngineCore _engine;
    private readonly Reminder _reminder;
    private readonly ITimer _timer;
    private DateTimeOffset _nextAt;

    public ReminderClock(EngineCore engine, Reminder reminder)
    {
        (_engine, _reminder) = (engine, reminder);
        using (ExecutionContext.SuppressFlow())
        {
            _timer = engine.Time.CreateTimer(static self => ((ReminderClock)self!).Look(), this,
                Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        _nextAt = DueFrom(engine.Time.GetUtcNow());
        Wait();
    }

    public DateTimeOffset NextAt => _nextAt;

    public void Dispose() => _timer.Dispose();

    /// <summary>The first time from this one on, itself included, at which a tick is due.</summary>
    private DateTimeOffset DueFrom(DateTimeOffset time)
    {
        var late = Math.Max(0, (time - _reminder.StartAt).Ticks);
        var periods = (late + _reminder.Period.Ticks - 1) / _reminder.Period.Ticks;
        return _reminder.StartAt + (periods * _reminder.Period);
    }

    private void Wait()
    {
        var left = Math.Clamp((_nextAt - _engine.Time.GetUtcNow()).Ticks, 0, LongestWait.Ticks);
        _timer.Change(TimeSpan.FromTicks(left), Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        if (_engine.Time.GetUtcNow() < _nextAt)
        {
            Wait();
        }
        else
        {
            _ = TickAsync();
        }
    }

    private async Task TickAsync()
    {
        var start = _reminder.StartAt.UtcDateTime;
        var status = new TickStatus(start, _reminder.Period, _engine.Time.GetUtcNow().UtcDateTime);
        try
        {
            await _engine.Factory.GetGrain<IRemindable>(_reminder.Grain)
                .ReceiveReminder(_reminder.Name, status).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogTickFailed(_engine.Log, error, _reminder.Name, _reminder.Grain);
        }

        var now = _engine.Time.GetUtcNow();
        var oneLater = _nextAt + _reminder.Period;
        _nextAt = DueFrom(now > oneLater ? now : oneLater);
        Wait();
    }

    [LoggerMessage(LogLevel.Error, "A tick of reminder '{Name}' of {Grain} failed; the next one will come.")]
    private static partial void LogTickFailed(ILogger logger, Exception error, string name, GrainId grain);
}
