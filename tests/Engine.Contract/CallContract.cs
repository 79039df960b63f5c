namespace TaskSync.Engine.Contract;

/// <summary>What a grain may rely on when it is called, and when it calls.</summary>
public abstract class CallContract : EngineContract
{
    [Fact]
    public async Task A_call_is_answered()
    {
        Assert.Equal(Key(), await Worker().Key());
    }

    [Fact]
    public async Task A_grain_hears_of_its_key_through_a_reference_as_well()
    {
        Assert.Equal(Key(), await Worker().KeyThroughReference());
    }

    [Fact]
    public async Task Calls_of_one_grain_run_one_after_the_other()
    {
        var grain = Worker();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => grain.CountSlowly()));

        Assert.Equal(101, await grain.CountSlowly());
        Assert.Equal(1, await grain.MostAtOnce());
    }

    [Fact]
    public async Task Calls_of_different_grains_run_side_by_side()
    {
        var first = Worker("first").WaitAt("gate");
        await Until(ProbeOf("first"), "begin gate");

        Assert.Equal(Key("second"), await Worker("second").Key());

        ProbeOf("first").Open("gate");
        await first;
    }

    [Fact]
    public async Task A_call_waits_while_another_awaits_something()
    {
        var first = Worker().WaitAt("gate");
        await Until(ProbeOf(), "begin gate");
        var second = Worker().WaitAt("open gate");
        ProbeOf().Open("open gate");
        await Worker().Peek();

        ProbeOf().Open("gate");
        await Task.WhenAll(first, second);

        Assert.Equal(["end gate", "begin open gate", "end open gate"], ProbeOf().Rest());
    }

    [Fact]
    public async Task An_interleaving_call_runs_while_another_awaits_something()
    {
        var waiting = Worker().WaitAt("gate");
        await Until(ProbeOf(), "begin gate");

        Assert.NotEmpty(await Worker().Peek());

        Assert.False(waiting.IsCompleted);
        ProbeOf().Open("gate");
        await waiting;
    }

    [Fact]
    public async Task An_ordinary_call_runs_while_only_interleaving_ones_await_something()
    {
        var waiting = Worker().WaitInterleavedAt("gate");
        await Until(ProbeOf(), "begin gate");

        Assert.Equal(Key(), await Worker().Key());

        Assert.False(waiting.IsCompleted);
        ProbeOf().Open("gate");
        await waiting;
    }

    [Fact]
    public async Task Grain_code_always_goes_on_on_its_own_scheduler()
    {
        Assert.True(await Worker().StaysOnItsScheduler());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_exception_reaches_the_caller_and_the_grain_lives_on(bool hasAwaited)
    {
        var mark = await Worker().Activation();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => hasAwaited ? Worker().Fail("as asked") : Worker().FailBeforeAwaiting("as asked"));

        Assert.Equal("as asked", error.Message);
        Assert.Equal(mark, await Worker().Activation());
    }

    [Fact]
    public async Task A_grain_can_call_another()
    {
        Assert.Equal(Key("other"), await Worker().Ask(Key("other")));
    }

    [Fact]
    public async Task A_one_way_call_does_not_wait_for_the_grain()
    {
        await Worker().HintAndWaitAt("gate");
        await Until(ProbeOf(), "begin gate");

        ProbeOf().Open("gate");

        await Until(ProbeOf(), "end gate");
    }

    [Fact]
    public async Task The_exception_of_a_one_way_call_is_nobodys()
    {
        var mark = await Worker().Activation();

        await Worker().HintAndFail();

        await Until(ProbeOf(), "hinted");
        Assert.Equal(mark, await Worker().Activation());
    }

    [Fact]
    public async Task A_stuck_call_times_out_and_may_still_run_to_its_end()
    {
        var stuck = Worker().WaitAt("gate");
        await Until(ProbeOf(), "begin gate");

        await Engine.AdvanceAsync(Engine.ResponseTimeout + TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TimeoutException>(() => stuck);
        ProbeOf().Open("gate");
        await Until(ProbeOf(), "end gate");
    }

    [Fact]
    public async Task After_a_stuck_call_has_ended_the_grain_answers_again()
    {
        var stuck = Worker().WaitAt("gate");
        await Until(ProbeOf(), "begin gate");
        await Engine.AdvanceAsync(Engine.ResponseTimeout + TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => stuck);

        ProbeOf().Open("gate");

        Assert.Equal(Key(), await Worker().Key());
    }

    [Fact]
    public async Task Calls_in_a_circle_end_by_timeout()
    {
        var circle = Worker("a").CallInCircle(Key("b"), Key("a"));

        await Engine.AdvanceAsync(Engine.ResponseTimeout + TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TimeoutException>(() => circle);
        Assert.Equal(Key("c"), await Worker("c").Key());
    }

    [Fact]
    public async Task Many_grains_can_be_called_at_once()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Worker($"{i}").Key()));

        Assert.Equal(500, keys.Distinct().Count());
    }
}
