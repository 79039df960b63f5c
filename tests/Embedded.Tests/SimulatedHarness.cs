using Orleans;
using TaskSync.Engine.Contract;

namespace TaskSync.Embedded.Tests;

/// <summary>An engine that runs only when a test has it run, in an order that a seed decides.</summary>
internal sealed class SimulatedHarness : IAsyncDisposable
{
    private SimulatedHarness(SeededScheduler scheduler, EmbeddedHarness harness, string run) =>
        (Scheduler, Harness, Run) = (scheduler, harness, run);

    public SeededScheduler Scheduler { get; }

    public EmbeddedHarness Harness { get; }

    /// <summary>A mark of this run, so that the grains of two runs don't share a probe.</summary>
    public string Run { get; }

    public static async Task<SimulatedHarness> StartAsync(
        int seed = 1, Action<EmbeddedEngineOptions>? configure = null,
        FaultyStorage? storage = null, InMemoryReminderTable? reminders = null)
    {
        var scheduler = new SeededScheduler(new Random(seed));
        var harness = await EmbeddedHarness.StartAsync(options =>
        {
            options.Scheduler = scheduler;
            options.AddGrains(typeof(SimulatedHarness).Assembly);
            configure?.Invoke(options);
        }, storage, reminders);
        return new(scheduler, harness, Guid.NewGuid().ToString("n"));
    }

    public TGrain Grain<TGrain>(string name = "one") where TGrain : IGrainWithStringKey =>
        Harness.Grains.GetGrain<TGrain>($"{Run}-{name}");

    public Probe ProbeOf(string name = "one") => Probe.Of($"{Run}-{name}");

    /// <summary>Has the engine run until nothing is left to do; then the task must have ended.</summary>
    public async Task<T> Drive<T>(Task<T> task)
    {
        await Drive((Task)task);
        return await task;
    }

    public async Task Drive(Task task)
    {
        Scheduler.RunUntilIdle();
        Assert.True(task.IsCompleted, "The engine came to rest and the task had not ended.");
        await task;
    }

    public void Advance(TimeSpan by)
    {
        Harness.Clock.Advance(by);
        Scheduler.RunUntilIdle();
    }

    public ValueTask DisposeAsync() => Harness.DisposeAsync();
}
