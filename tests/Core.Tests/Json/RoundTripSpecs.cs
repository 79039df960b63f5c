using System.Text.Json;
using TaskSync.Core.Tests.Lifecycle;

namespace TaskSync.Core.Tests.Json;

/// <summary>What the machine makes comes back from disk as it was.</summary>
public class RoundTripSpecs
{
    [Fact]
    public void Every_task_that_the_machine_can_make_is_read_as_it_was_written() =>
        Assert.All(Reach.All.OfType<TaskSnapshot>(), task =>
        {
            // The specification is stored apart.
            TaskSnapshot back = Again(task) with { Spec = Again(task.Spec) };
            Assert.Equal(task with { Timeline = back.Timeline, Spec = back.Spec }, back);
            Assert.Equal(task.Timeline, back.Timeline);
        });

    [Fact]
    public void Every_row_that_is_made_of_a_task_is_read_as_it_was_written() =>
        Assert.All(Reach.All.OfType<TaskSnapshot>().Select(task => TaskSummary.Of(task, change: 7)), row => Assert.Equal(row, Again(row)));

    private static T Again<T>(T value) =>
        JsonSerializer.Deserialize<T>(JsonSerializer.SerializeToUtf8Bytes(value, TaskSyncJson.Options), TaskSyncJson.Options)!;
}
