using TaskSync.Engine.Contract.Grains;

namespace TaskSync.Engine.Contract;

/// <summary>
/// What leaves memory because nobody uses it. Apart from the rest, because not every engine has a clock to
/// move for it.
/// </summary>
public abstract class CollectionContract : EngineContract
{
    private static readonly TimeSpan OnePeriod = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task An_unused_grain_leaves_after_a_while()
    {
        var mark = await Worker().Activation();

        await Engine.AdvanceAsync(Engine.IdleUntilCollected);

        await Until(ProbeOf(), "deactivated ActivationIdle");
        Assert.NotEqual(mark, await Worker().Activation());
    }

    [Fact]
    public async Task A_used_grain_stays()
    {
        var mark = await Worker().Activation();

        for (var i = 0; i < 4; i++)
        {
            await Engine.AdvanceAsync(Engine.IdleUntilCollected / 3);
            Assert.Equal(mark, await Worker().Activation());
        }
    }

    [Fact]
    public async Task A_grain_can_put_its_leaving_off()
    {
        var mark = await Worker().StayFor(60);

        await Engine.AdvanceAsync(Engine.IdleUntilCollected);

        Assert.Equal(mark, await Worker().Activation());
    }

    [Fact]
    public async Task A_grain_that_works_does_not_leave()
    {
        await Worker().HintAndWaitAt("gate");
        await Until(ProbeOf(), "begin gate");

        await Engine.AdvanceAsync(Engine.IdleUntilCollected);

        ProbeOf().Open("gate");
        await Until(ProbeOf(), "end gate");
    }

    [Fact]
    public async Task Ticks_alone_do_not_keep_a_grain_in_memory()
    {
        var mark = await Timed().Activation();
        await Timed().StartTimer(TimerSettings.Plain);

        await PassTheTimeUntilCollected();

        Assert.NotEqual(mark, await Timed().Activation());
    }

    [Fact]
    public async Task Ticks_that_are_said_to_keep_a_grain_in_memory_do()
    {
        var mark = await Timed().Activation();
        await Timed().StartTimer(TimerSettings.KeepingAlive);

        await PassTheTimeUntilCollected();

        Assert.Equal(mark, await Timed().Activation());
    }

    private async Task PassTheTimeUntilCollected()
    {
        for (var passed = TimeSpan.Zero; passed < Engine.IdleUntilCollected; passed += OnePeriod)
        {
            await Engine.AdvanceAsync(OnePeriod);
            if (await ProbeOf().Next() == "deactivated")
            {
                return;
            }
        }
    }
}
