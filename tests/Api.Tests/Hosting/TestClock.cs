using Microsoft.Extensions.Time.Testing;

namespace TaskSync.Api.Tests.Hosting;

/// <summary>A clock that only tests move, and that tells them when somebody begins to wait for it.</summary>
internal sealed class TestClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private TaskCompletionSource _timer = NewSignal();
    private (TimeSpan Due, TaskCompletionSource Made) _awaited = (Timeout.InfiniteTimeSpan, NewSignal());

    /// <summary>Ends when the next timer is made.</summary>
    public Task NextTimer() => Volatile.Read(ref _timer).Task;

    /// <summary>Ends when somebody begins to wait for just so long.</summary>
    public Task TimerOf(TimeSpan due)
    {
        _awaited = (due, NewSignal());
        return _awaited.Made.Task;
    }

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime == _awaited.Due) _awaited.Made.TrySetResult();
        Interlocked.Exchange(ref _timer, NewSignal()).TrySetResult();
        return timer;
    }

    /// <summary>
    /// Lets a call go on until it is answered, second by second, and never faster than the server sets its
    /// timers.
    /// </summary>
    public async Task RunOutAsync(Func<Task> call)
    {
        Task timer = NextTimer();
        Task running = call();
        while (await Task.WhenAny(timer, running) != running)
        {
            timer = NextTimer();
            Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Lets a call go on, and so much time pass once the server waits for just that long.</summary>
    public async Task RunOutAsync(TimeSpan wait, Func<Task> call)
    {
        Task waits = TimerOf(wait);
        Task running = call();
        await Task.WhenAny(waits, running);
        Advance(wait);
        await running;
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
