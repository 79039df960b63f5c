using TaskSync.Engine.Contract;
using TaskSync.Engine.Contract.Grains;

namespace TaskSync.Embedded.Tests;

public sealed class CrashSpecs
{
    [Fact]
    public async Task After_a_crash_nothing_runs_and_nothing_is_answered()
    {
        await using var simulated = await SimulatedHarness.StartAsync();
        var waiting = simulated.Grain<IWorkGrain>().WaitAt("gate");
        simulated.Scheduler.RunUntilIdle();

        simulated.Harness.Engine.Crash();
        var late = simulated.Grain<IWorkGrain>("other").Key();
        simulated.Advance(TimeSpan.FromHours(1));

        Assert.False(waiting.IsCompleted);
        Assert.False(late.IsCompleted);
        Assert.Equal(["activated", "begin gate"], simulated.ProbeOf().Rest());
        Assert.Equal(0, simulated.Scheduler.Runnable);
    }

    [Fact]
    public async Task A_crash_can_hit_between_any_two_turns()
    {
        var stored = new HashSet<string>();
        for (var turns = 0; turns < 40; turns++)
        {
            var storage = new FaultyStorage();
            await using var before = await SimulatedHarness.StartAsync(turns, storage: storage);
            var key = $"{before.Run}-one";
            _ = before.Harness.Grains.GetGrain<ICellGrain>(key).Set("written");
            for (var i = 0; i < turns; i++)
            {
                before.Scheduler.RunOne();
            }

            before.Harness.Engine.Crash();
            await using var after = await SimulatedHarness.StartAsync(turns, storage: storage);
            stored.Add(await after.Drive(after.Harness.Grains.GetGrain<ICellGrain>(key).Get()));
        }

        Assert.Equal(["as constructed", "written"], stored.Order());
    }

    [Fact]
    public async Task A_crash_silences_timers_and_reminders_and_the_next_engine_has_the_reminders()
    {
        var reminders = new InMemoryReminderTable();
        await using var before = await SimulatedHarness.StartAsync(reminders: reminders);
        var grain = before.Grain<ITimedGrain>();
        await before.Drive(Task.WhenAll(grain.StartTimer(TimerSettings.Plain), grain.Remind("look", 60, 60)));

        before.Harness.Engine.Crash();
        before.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(before.ProbeOf().Rest());

        await using var after = await SimulatedHarness.StartAsync(reminders: reminders);
        after.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["reminder look every 60 s"], before.ProbeOf().Rest());
    }
}
