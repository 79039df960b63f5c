using Orleans.Runtime;
using TaskSync.Engine.Contract;
using TaskSync.Engine.Contract.Grains;

namespace TaskSync.Embedded.Tests;

public sealed class LimitSpecs
{
    [Fact]
    public async Task A_call_over_the_limit_of_a_grains_queue_is_refused_at_once()
    {
        await using var simulated = await SimulatedHarness.StartAsync(
            configure: options => options.MaxQueuedCalls = 5);
        var running = simulated.Grain<IWorkGrain>().WaitAt("gate");
        simulated.Scheduler.RunUntilIdle();
        var waiting = Enumerable.Range(0, 5).Select(_ => simulated.Grain<IWorkGrain>().Key()).ToList();
        simulated.Scheduler.RunUntilIdle();

        var error = await Assert.ThrowsAsync<LimitExceededException>(
            () => simulated.Drive(simulated.Grain<IWorkGrain>().Key()));

        Assert.Contains("MaxQueuedCalls", error.Message, StringComparison.Ordinal);
        Assert.False(running.IsCompleted);
        Assert.All(waiting, call => Assert.False(call.IsCompleted));
    }

    [Fact]
    public async Task A_call_that_was_sent_on_too_often_is_refused()
    {
        await using var simulated = await SimulatedHarness.StartAsync();
        var grain = simulated.Grain<IWorkGrain>();
        var calls = Enumerable.Range(0, 30).Select(_ => grain.LeaveAfterThis()).ToList();

        simulated.Scheduler.RunUntilIdle();

        var answered = calls.Where(call => call.IsCompletedSuccessfully).Select(call => call.Result).ToList();
        Assert.Equal(answered.Count, answered.Distinct().Count());
        Assert.All(calls.Where(call => call.IsFaulted),
            call => Assert.IsType<OrleansMessageRejectionException>(call.Exception!.InnerException));
        Assert.Contains(calls, call => call.IsFaulted);
    }

    [Fact]
    public async Task An_activation_that_takes_too_long_is_given_up()
    {
        await using var simulated = await SimulatedHarness.StartAsync(
            configure: options => options.ResponseTimeout = TimeSpan.FromHours(1));
        var call = simulated.Grain<ISlowStartGrain>().Key();
        simulated.Scheduler.RunUntilIdle();

        simulated.Advance(new EmbeddedEngineOptions().ActivationTimeout);

        await Assert.ThrowsAsync<TimeoutException>(() => simulated.Drive(call));
        Assert.Empty(simulated.Harness.Engine.Snapshot());
    }

    [Fact]
    public async Task A_call_that_timed_out_while_it_waited_is_not_run()
    {
        await using var simulated = await SimulatedHarness.StartAsync();
        var running = simulated.Grain<IWorkGrain>().HintAndWaitAt("gate");
        simulated.Scheduler.RunUntilIdle();
        var waiting = simulated.Grain<IWorkGrain>().WaitAt("never begun");
        simulated.Advance(simulated.Harness.ResponseTimeout);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        await running;

        await OpenAndWait(simulated, "gate");

        Assert.Equal(["activated", "begin gate", "end gate"], simulated.ProbeOf().Rest());
    }

    private static async Task OpenAndWait(SimulatedHarness simulated, string gate)
    {
        // The gate opens on another thread: what it lets through arrives at the scheduler from there.
        var passed = Probe.Of($"{simulated.Run}-one").Gate(gate);
        Probe.Of($"{simulated.Run}-one").Open(gate);
        await passed;
        while (simulated.Harness.Engine.Snapshot().Single().Running > 0)
        {
            simulated.Scheduler.RunUntilIdle();
            await Task.Yield();
        }
    }
}
