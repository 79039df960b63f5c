using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

/// <summary>Real processes that fall silent.</summary>
public sealed class StalledSpecs
{
    [Fact]
    public async Task One_that_falls_silent_is_marked_also_by_the_next_agent_until_it_shows_a_sign()
    {
        var clock = new WallClock();
        await using Bench bench = await Bench.StartAsync(config => config with { StalledAfterSeconds = 3600 }, andAgent: false);
        bench.StartAgent(time: clock);
        TaskId id = bench.Ask("wait", spec: new TaskSpec { TimeoutSeconds = Core.Limits.MaxTimeoutSeconds });
        await bench.UntilOutput(id, "I look.");
        // What it has said the agent may see only after the first hour; then the next one is silent.
        for (int hours = 0; hours < 5 && bench.Authority.Task(id).StalledSince is null; hours++)
        {
            clock.Skip(TimeSpan.FromHours(1));
            await bench.AnotherSyncAsync();
        }
        TaskSnapshot stalled = bench.Authority.Task(id);
        await bench.StopAgentAsync();
        bench.StartAgent(time: clock);
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        TaskSnapshot task = await bench.EndOf(id);

        Assert.Equal((TaskState.Working, TaskReason.Stalled), (stalled.State, stalled.Reason));
        Assert.Equal((TaskState.Completed, null), (task.State, task.StalledSince));
        Assert.Single(task.Timeline, step => step.Reason == TaskReason.Stalled);
    }
}
