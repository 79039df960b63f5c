namespace TaskSync.Engine.Contract;

/// <summary>What a grain may rely on of its reminders: little. Ticks may be missed or doubled.</summary>
public abstract class ReminderContract : EngineContract
{
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_reminder_ticks()
    {
        await Timed().Remind("look", 60, 60);

        await Engine.AdvanceAsync(OneMinute);

        await Until(ProbeOf(), "reminder look every 60 s");
    }

    [Fact]
    public async Task A_reminder_brings_its_grain_back_into_memory()
    {
        await Timed().Remind("look", 60, 60);
        await Timed().LeaveAfterThis();
        await Until(ProbeOf(), "deactivated");

        await Engine.AdvanceAsync(OneMinute);

        await Until(ProbeOf(), "reminder look every 60 s");
    }

    [Fact]
    public async Task A_period_under_a_minute_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Timed().Remind("hurry", 1, 59));

        Assert.Equal("", await Timed().Reminders());
    }

    [Fact]
    public async Task A_reminder_of_the_same_name_takes_the_place_of_the_first()
    {
        await Timed().Remind("look", 60, 60);
        await Timed().Remind("look", 60, 120);
        await Timed().Remind("other", 600, 600);

        Assert.Equal("look,other", await Timed().Reminders());
        await Engine.AdvanceAsync(OneMinute);
        await Until(ProbeOf(), "reminder look every 120 s");
    }

    [Fact]
    public async Task A_forgotten_reminder_is_gone()
    {
        await Timed().Remind("look", 60, 60);

        await Timed().Forget("look");

        Assert.Equal("", await Timed().Reminders());
        await Engine.AdvanceAsync(OneMinute * 2);
        await Timed().Activation();
        Assert.DoesNotContain("reminder look every 60 s", ProbeOf().Rest());
    }
}
