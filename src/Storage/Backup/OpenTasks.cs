using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Storage.Catalog;

namespace TaskSync.Storage.Backup;

/// <summary>A task that was not over when a copy was made.</summary>
internal readonly record struct OpenTask(long Number, TaskId Id);

/// <summary>
/// What a copy of the data says of its open tasks may be long past: they may have run since, and would run again
/// unasked. So each of them waits until a person lets it go on.
/// </summary>
internal static class OpenTasks
{
    /// <summary>Open tasks that are read at a time, and written together.</summary>
    public const int PageTasks = 200;

    /// <summary>Holds them all. Whoever was cut off begins anew: a task that is held already stays as it is.</summary>
    /// <param name="states">Where they are.</param>
    /// <param name="readAfter">Reads <see cref="PageTasks"/> of them, in the order of their numbers, after a number.</param>
    /// <param name="now">The time; open tasks count as heard of now.</param>
    /// <returns>How many were held.</returns>
    public static async Task<int> HoldAsync(
        IStateStore states, Func<long, ValueTask<IReadOnlyList<OpenTask>>> readAfter, DateTimeOffset now)
    {
        int held = 0;
        long after = 0;
        while (await readAfter(after) is { Count: > 0 } page)
        {
            held += (await Task.WhenAll(page.Select(task => HoldAsync(states, task.Id, now)))).Sum();
            after = page[^1].Number;
        }
        return held;
    }

    private static async Task<int> HoldAsync(IStateStore states, TaskId id, DateTimeOffset now)
    {
        if (await ReadAsync(states, id) is not { } stored) return 0;
        if (TaskMachine.Decide(stored.State, new TaskCommand.HoldRestored(), now) is not TaskDecision.Moved moved) return 0;
        await states.WriteTaskAsync(moved.Next, stored.ETag);
        return 1;
    }

    /// <summary>The task; null if its record is damaged, and then nothing can start it either.</summary>
    private static async Task<Stored<TaskSnapshot>?> ReadAsync(IStateStore states, TaskId id)
    {
        try
        {
            return await states.ReadTaskAsync(id) ?? throw new StorageException($"Task {id} vanished.");
        }
        catch (StorageException damage) when (damage.DamagedId is not null)
        {
            return null;
        }
    }
}
