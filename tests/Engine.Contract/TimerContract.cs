using TaskSync.Engine.Contract.Grains;

namespace TaskSync.Engine.Contract;

/// <summary>What a grain may rely on of its timers.</summary>
public abstract class TimerContract : EngineContract
{
    private static readonly TimeSpan OnePeriod = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_timer_ticks_again_and_again()
    {
        await Timed().StartTimer(TimerSettings.Plain);

        await PassOneTick(1);
        await PassOneTick(2);
        await PassOneTick(3);
    }

    [Fact]
    public async Task A_failing_tick_does_not_end_the_timer()
    {
        var mark = await Timed().Activation();
        await Timed().StartTimer(TimerSettings.Failing);

        await PassOneTick(1);
        await PassOneTick(2);

        Assert.Equal(mark, await Timed().Activation());
    }

    [Fact]
    public async Task A_tick_waits_for_the_call_that_runs()
    {
        await Timed().StartTimer(TimerSettings.Plain);
        var waiting = Timed().WaitAt("gate");
        await Until(ProbeOf(), "begin gate");
        await Engine.AdvanceAsync(OnePeriod);

        ProbeOf().Open("gate");

        await waiting;
        Assert.Equal(["end gate", "tick 1"], [await ProbeOf().Next(), await ProbeOf().Next()]);
    }

    [Fact]
    public async Task An_interleaving_tick_does_not_wait_for_the_call_that_runs()
    {
        await Timed().StartTimer(TimerSettings.Interleaving);
        var waiting = Timed().WaitAt("gate");
        await Until(ProbeOf(), "begin gate");

        await Engine.AdvanceAsync(OnePeriod);

        await Until(ProbeOf(), "tick 1");
        ProbeOf().Open("gate");
        await waiting;
    }

    [Fact]
    public async Task The_next_tick_does_not_come_before_the_last_has_ended()
    {
        await Timed().StartTimer(TimerSettings.Waiting);
        await Engine.AdvanceAsync(OnePeriod);
        await Until(ProbeOf(), "tick 1");
        await Engine.AdvanceAsync(OnePeriod);
        await Engine.AdvanceAsync(OnePeriod);
        Assert.Empty(ProbeOf().Rest());

        ProbeOf().Open("tick 1");
        await Timed().Activation();

        await Engine.AdvanceAsync(OnePeriod);
        await Until(ProbeOf(), "tick 2");
        ProbeOf().Open("tick 2");
    }

    [Fact]
    public async Task A_changed_timer_ticks_at_the_new_time()
    {
        await Timed().StartTimer(TimerSettings.Plain);

        await Timed().ChangeTimer(25, 10);

        await Engine.AdvanceAsync(OnePeriod * 2);
        await Timed().Activation();
        Assert.Empty(ProbeOf().Rest());
        await PassOneTick(1);
    }

    [Fact]
    public async Task A_stopped_timer_ticks_no_more()
    {
        await Timed().StartTimer(TimerSettings.Plain);
        await PassOneTick(1);

        await Timed().StopTimer();

        await Engine.AdvanceAsync(OnePeriod);
        await Timed().Activation();
        Assert.Empty(ProbeOf().Rest());
    }

    [Fact]
    public async Task No_tick_comes_after_deactivation()
    {
        await Timed().StartTimer(TimerSettings.Plain);
        await PassOneTick(1);

        await Timed().LeaveAfterThis();
        await Until(ProbeOf(), "deactivated");

        await Engine.AdvanceAsync(OnePeriod);
        await Timed().Activation();
        Assert.Empty(ProbeOf().Rest());
    }

    private async Task PassOneTick(int tick)
    {
        await Engine.AdvanceAsync(OnePeriod);
        await Until(ProbeOf(), $"tick {tick}");

        // A call of the grain comes after the tick: when it is answered, the timer counts again.
        await Timed().Activation();
    }
}
