using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

/// <summary>Real processes that fall silent.</summary>
public sealed class StalledSpecs
{
    [Fact]
    public async Task One_that_falls_silent_is_marked_also_by_the_next_agent_until_it_shows_a_sign()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { StalledAfterSeconds = 0.3 });
        TaskId id = bench.Ask("wait");
        await bench.Until(() => bench.Authority.Task(id).StalledSince is not null, "the mark");
        TaskSnapshot stalled = bench.Authority.Task(id);
        await bench.StopAgentAsync();
        bench.StartAgent();
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        TaskSnapshot task = await bench.EndOf(id);

        Assert.Equal((TaskState.Working, TaskReason.Stalled), (stalled.State, stalled.Reason));
        Assert.Equal((TaskState.Completed, null), (task.State, task.StalledSince));
        Assert.Single(task.Timeline, step => step.Reason == TaskReason.Stalled);
    }
}
