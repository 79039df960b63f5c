using System.Runtime.CompilerServices;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Client;

/// <summary>
/// What is known of a watched task: its newest view, and since when the server has not answered.
/// </summary>
internal sealed record Sighting(Answer<TaskView> Task, DateTimeOffset? AwaySince);

/// <summary>Watches one task until it is over, through restarts of the server.</summary>
internal sealed class TaskWatch(TaskSyncClient client, TimeProvider time)
{
    /// <summary>Without an answer for so long, the watch gives up; the task does not notice.</summary>
    public static readonly TimeSpan AwayLimit = TimeSpan.FromMinutes(10);

    /// <summary>How long the server may hold one call: well below what proxies cut.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(25);

    /// <summary>
    /// The pause when the server answers early that nothing changed, as one that shuts down may.
    /// </summary>
    private static readonly TimeSpan IdlePause = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<Sighting> FollowAsync(
        Answer<TaskView> known, [EnumeratorCancellation] CancellationToken cancel)
    {
        Sighting seen = new(known, AwaySince: null);
        yield return seen;
        for (int failures = 0; !seen.Task.Value.State.IsTerminal();)
        {
            long asked = time.GetTimestamp();
            Sighting next = await LookAsync(seen, cancel);
            failures = next.AwaySince is null ? 0 : failures + 1;
            if (next != seen) yield return seen = next;
            if (failures > 0) await Task.Delay(Patience.Pause(failures), time, cancel);
            else if (Unchanged(next, known) && time.GetElapsedTime(asked) < IdlePause)
                await Task.Delay(IdlePause, time, cancel);
            known = next.Task;
        }
    }

    private static bool Unchanged(Sighting next, Answer<TaskView> before) =>
        next.Task.Value.Version == before.Value.Version;

    private async Task<Sighting> LookAsync(Sighting seen, CancellationToken cancel)
    {
        TaskId id = seen.Task.Value.TaskId;
        try
        {
            string? etag = seen.AwaySince is null ? seen.Task.ETag : null;
            Answer<TaskView>? changed = await client.GetChangedAsync(id, etag, Hold, cancel);
            return new Sighting(changed ?? seen.Task, AwaySince: null);
        }
        catch (CallException e) when (e.MayPass && !IsTooLong(seen.AwaySince))
        {
            return seen with { AwaySince = seen.AwaySince ?? time.GetUtcNow() };
        }
    }

    private bool IsTooLong(DateTimeOffset? awaySince) => time.GetUtcNow() - awaySince > AwayLimit;
}
