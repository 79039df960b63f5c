namespace TaskSync.Engine.Contract;

/// <summary>When a grain comes into memory, and when it leaves.</summary>
public abstract class ActivationContract : EngineContract
{
    [Fact]
    public async Task Calls_at_once_meet_the_same_activation()
    {
        var marks = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Worker().Activation()));

        Assert.Single(marks.Distinct());
        Assert.Equal(["activated"], ProbeOf().Rest());
    }

    [Fact]
    public async Task A_call_whose_activation_fails_gets_the_error_and_the_next_one_a_new_activation()
    {
        ProbeOf().Failures = 1;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Worker().Key());

        Assert.Equal("Activation failed on demand.", error.Message);
        Assert.Equal(Key(), await Worker().Key());
    }

    [Fact]
    public async Task A_grain_that_asks_for_it_leaves_after_the_call()
    {
        var mark = await Worker().LeaveAfterThis();

        Assert.NotEqual(mark, await Worker().Activation());
        Assert.Equal(["activated", "deactivated ApplicationRequested", "activated"], ProbeOf().Rest());
    }

    [Fact]
    public async Task Calls_that_wait_while_a_grain_leaves_meet_its_next_activation()
    {
        var waiting = Worker().WaitAt("gate");
        await Until(ProbeOf(), "begin gate");
        var leaving = Worker().LeaveAfterThis();
        var after = Enumerable.Range(0, 10).Select(_ => Worker().Activation()).ToList();

        ProbeOf().Open("gate");

        await waiting;
        var next = (await Task.WhenAll(after)).Distinct().Except([await leaving]);
        Assert.True(next.Count() <= 1, "There was more than one next activation.");
        Assert.NotEqual(await leaving, await Worker().Activation());
    }

    [Fact]
    public async Task A_stop_has_every_grain_leave()
    {
        await Worker("a").Key();
        await Worker("b").Key();

        await Engine.StopAsync();

        Assert.Equal(["activated", "deactivated ShuttingDown"], ProbeOf("a").Rest());
        Assert.Equal(["activated", "deactivated ShuttingDown"], ProbeOf("b").Rest());
    }
}
