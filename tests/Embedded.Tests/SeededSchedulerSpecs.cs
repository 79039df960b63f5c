using TaskSync.Engine.Contract.Grains;

namespace TaskSync.Embedded.Tests;

public sealed class SeededSchedulerSpecs
{
    [Fact]
    public async Task The_same_seed_gives_the_same_order()
    {
        foreach (var seed in Enumerable.Range(0, 20))
        {
            Assert.Equal(await TraceOf(seed), await TraceOf(seed));
        }
    }

    [Fact]
    public async Task Other_seeds_give_other_orders()
    {
        var traces = await Task.WhenAll(Enumerable.Range(0, 20).Select(TraceOf));

        Assert.True(traces.Distinct().Count() > 15);
    }

    [Fact]
    public async Task Calls_of_one_caller_arrive_in_any_order()
    {
        var arrivals = new HashSet<string>();
        foreach (var seed in Enumerable.Range(0, 50))
        {
            await using var simulated = await SimulatedHarness.StartAsync(seed);
            await simulated.Drive(Task.WhenAll(
                simulated.Grain<IWorkGrain>().Hint("1"), simulated.Grain<IWorkGrain>().Hint("2")));
            arrivals.Add(string.Concat(simulated.ProbeOf().Rest().Except(["activated"])));
        }

        Assert.Equal(["12", "21"], arrivals.Order());
    }

    [Fact]
    public async Task Nothing_runs_that_was_not_driven()
    {
        await using var simulated = await SimulatedHarness.StartAsync();

        var call = simulated.Grain<IWorkGrain>().Key();

        Assert.False(call.IsCompleted);
        Assert.True(simulated.Scheduler.RunOne());
        await simulated.Drive(call);
        Assert.False(simulated.Scheduler.RunOne());
    }

    [Fact]
    public async Task All_grain_code_runs_on_the_thread_that_drives()
    {
        await using var simulated = await SimulatedHarness.StartAsync();
        var neighbour = simulated.Grain<IWanderingGrain>("neighbour");
        var here = Environment.CurrentManagedThreadId;

        var wandering = simulated.Grain<IWanderingGrain>().Wander($"{simulated.Run}-neighbour");
        var stuck = simulated.Grain<IWorkGrain>("a").CallInCircle($"{simulated.Run}-b", $"{simulated.Run}-a");
        simulated.Scheduler.RunUntilIdle();
        for (var second = 0; second < 200 && Environment.CurrentManagedThreadId == here; second++)
        {
            simulated.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(stuck.IsFaulted);
        var own = await simulated.Drive(wandering);
        var threads = own.Concat(await simulated.Drive(neighbour.Threads())).ToList();
        Assert.All(threads, thread => Assert.Equal(here, thread));
        Assert.True(threads.Count > 200, "The timers and the reminder have ticked as well.");
    }

    [Fact]
    public void Work_that_never_ends_is_found_out()
    {
        var scheduler = new SeededScheduler(new Random(1));
        scheduler.Schedule(new Endless(scheduler));

        Assert.Throws<InvalidOperationException>(() => scheduler.RunUntilIdle());
    }

    /// <summary>
    /// Who got which answer, in which order, when four clients call three grains side by side.
    /// </summary>
    private static async Task<string> TraceOf(int seed)
    {
        await using var simulated = await SimulatedHarness.StartAsync(seed);
        var trace = new List<string>();
        var clients = Enumerable.Range(0, 4).Select(client => simulated.Scheduler.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                var count = await simulated.Grain<IWorkGrain>($"{(client + i) % 3}").CountSlowly();
                trace.Add($"{client}:{count}");
                await Task.Delay(TimeSpan.FromSeconds(client + i), simulated.Harness.Clock);
            }
        })).ToList();
        for (var second = 0; second < 60; second++)
        {
            simulated.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.All(clients, client => Assert.True(client.IsCompletedSuccessfully));
        return string.Join(' ', trace);
    }

    private sealed class Endless(SeededScheduler scheduler) : IThreadPoolWorkItem
    {
        public void Execute() => scheduler.Schedule(this);
    }
}
