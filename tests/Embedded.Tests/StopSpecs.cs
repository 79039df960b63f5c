using Orleans.Runtime;
using TaskSync.Engine.Contract.Grains;

namespace TaskSync.Embedded.Tests;

public sealed class StopSpecs
{
    [Fact]
    public async Task After_a_stop_calls_are_refused()
    {
        await using var simulated = await SimulatedHarness.StartAsync();
        await simulated.Drive(simulated.Harness.StopAsync());

        await Assert.ThrowsAsync<SiloUnavailableException>(
            () => simulated.Drive(simulated.Grain<IWorkGrain>().Key()));
    }

    [Fact]
    public async Task A_stop_lets_the_call_that_runs_end_and_refuses_those_that_wait()
    {
        await using var simulated = await SimulatedHarness.StartAsync();
        var running = simulated.Grain<IWorkGrain>().CountSlowly();
        while (!simulated.ProbeOf().Rest().Contains("activated"))
        {
            simulated.Scheduler.RunOne();
        }

        await simulated.Drive(simulated.Harness.StopAsync());

        Assert.True(running.IsCompleted);
        Assert.Empty(simulated.Harness.Engine.Snapshot());
    }

    [Fact]
    public async Task A_grain_that_is_stuck_is_left_behind_and_its_caller_is_told()
    {
        await using var simulated = await SimulatedHarness.StartAsync(
            configure: options => options.ResponseTimeout = TimeSpan.FromHours(1));
        var stuck = simulated.Grain<IWorkGrain>().WaitAt("gate");
        simulated.Scheduler.RunUntilIdle();

        var stopping = simulated.Harness.StopAsync();
        simulated.Scheduler.RunUntilIdle();
        Assert.False(stopping.IsCompleted);
        simulated.Advance(new EmbeddedEngineOptions().StopTimeout);

        await stopping;
        await Assert.ThrowsAsync<SiloUnavailableException>(() => simulated.Drive(stuck));
    }
}
