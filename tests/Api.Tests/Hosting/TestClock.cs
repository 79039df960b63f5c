using Microsoft.Extensions.Time.Testing;

namespace TaskSync.Api.Tests.Hosting;

/// <summary>A clock that only tests move, and that tells them when somebody begins to wait for it.</summary>
internal sealed class TestClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    /// <summary>The longest time that a call may wait for; longer timers are not about the call.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private TaskCompletionSource _timer = NewSignal();
    private long _longestTicks;

    /// <summary>Ends when the next timer is made.</summary>
    public Task NextTimer() => Volatile.Read(ref _timer).Task;

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime <= LongestWait) Longest = dueTime > Longest ? dueTime : Longest;
        Interlocked.Exchange(ref _timer, NewSignal()).TrySetResult();
        return timer;
    }

    /// <summary>
    /// Lets a call go on until it is answered: whenever the server has set a timer, the time passes that it
    /// set it for.
    /// </summary>
    public async Task RunOutAsync(Func<Task> call)
    {
        Task timer = NextTimer();
        Task running = call();
        while (await Task.WhenAny(timer, running) != running)
        {
            timer = NextTimer();
            Advance(Longest);
        }
    }

    private TimeSpan Longest
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _longestTicks));
        set => Interlocked.Exchange(ref _longestTicks, value.Ticks);
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
