using TaskSync.Cli.Client;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Display;

/// <summary>Waits for a task in front of a person, with one live line.</summary>
internal static class WaitDisplay
{
    /// <summary>Waits until the task is over.</summary>
    /// <returns>Its last view.</returns>
    public static async Task<Answer<TaskView>> UntilOverAsync(
        Surroundings world, TaskSyncClient client, Answer<TaskView> task, CancellationToken cancel)
    {
        await using LiveLine live = new(world);
        await foreach (Sighting seen in new TaskWatch(client, world.Time).FollowAsync(task, cancel))
        {
            live.Show(now => Line(seen, now));
            task = seen.Task;
        }
        return task;
    }

    private static string Line(Sighting seen, DateTimeOffset now) => seen.AwaySince is DateTimeOffset since
        ? $"no answer from the server for {Ages.Since(since, now)}; "
            + $"last known {Words.Of(seen.Task.Value.State)}; trying again"
        : Sentences.Standing(seen.Task.Value, now);
}
