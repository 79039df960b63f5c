using TaskSync.Engine.Contract.Grains;

namespace TaskSync.Embedded.Tests;

public sealed class SnapshotSpecs
{
    [Fact]
    public async Task A_snapshot_shows_who_is_there_what_waits_and_what_is_due()
    {
        await using var simulated = await SimulatedHarness.StartAsync();
        var start = simulated.Harness.Clock.GetUtcNow();
        await simulated.Drive(simulated.Grain<ITimedGrain>("timed").Remind("look", 60, 120));
        simulated.Harness.Clock.Advance(TimeSpan.FromSeconds(1));
        _ = simulated.Grain<IWorkGrain>("busy").WaitAt("gate");
        _ = simulated.Grain<IWorkGrain>("busy").WaitAt("gate");
        simulated.Scheduler.RunUntilIdle();

        var grains = simulated.Harness.Engine.Snapshot();

        var names = grains.Select(one => $"{one.Grain}");
        Assert.Equal([$"timed/{simulated.Run}-timed", $"work/{simulated.Run}-busy"], names);
        Assert.Equal([new DueReminder("look", start.AddSeconds(60))], grains[0].Reminders);
        Assert.Equal(start.AddSeconds(1), grains[1].Since);
        Assert.Equal((1, 1, "Valid"), (grains[1].Running, grains[1].Queued, grains[1].Phase));
    }

    [Fact]
    public async Task A_snapshot_shows_which_version_of_its_state_a_grain_has()
    {
        await using var simulated = await SimulatedHarness.StartAsync();
        await simulated.Drive(simulated.Grain<ICellGrain>("cell").Get());
        Assert.Null(Assert.Single(simulated.Harness.Engine.Snapshot()).StateVersion);

        await simulated.Drive(simulated.Grain<ICellGrain>("cell").Set("one"));
        string? first = Assert.Single(simulated.Harness.Engine.Snapshot()).StateVersion;
        await simulated.Drive(simulated.Grain<ICellGrain>("cell").Set("two"));

        Assert.NotNull(first);
        Assert.NotEqual(first, Assert.Single(simulated.Harness.Engine.Snapshot()).StateVersion);
    }
}
