using System.Runtime.CompilerServices;
using TaskSync.Core;
using TaskSync.Core.Steps;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Client;

/// <summary>
/// Reads what a coding agent did as it does it, page behind page, through restarts of the server and on to the next
/// attempt.
/// </summary>
internal sealed class StepFollow(TaskSyncClient client, TimeProvider time)
{
    /// <summary>The pause when there is no more yet: a person reads slower than that.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>How long an agent may take to bring the rest once the task is over.</summary>
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(60);

    private int attempt;
    private long after;
    private long heardAt;
    private long grewAt;

    /// <summary>Whether all steps were read; false if the task is over and the rest will not come, or not soon.</summary>
    public bool IsComplete { get; private set; }

    /// <param name="id">The task.</param>
    /// <param name="only">The attempt; null begins with the newest and goes on to the next one.</param>
    /// <param name="follow">Whether to wait for more until the task is over.</param>
    /// <param name="cancel">Stops reading.</param>
    public async IAsyncEnumerable<Step> ReadAsync(
        TaskId id, int? only, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        heardAt = grewAt = time.GetTimestamp();
        attempt = only ?? 0;
        for (int failures = 0; ;)
        {
            StepPage? page = await TryAsync(
                async () => (await client.StepsAsync(id, attempt == 0 ? null : attempt, after, cancel)).Value);
            failures = page is null ? failures + 1 : 0;
            if (page is not null && Take(page))
            {
                foreach (Step step in page.Steps) yield return step;
                continue;
            }
            if (page is not null && await IsOverAsync(id, page, only, follow, cancel)) yield break;
            await Task.Delay(failures > 0 ? Patience.Pause(failures) : Pause, time, cancel);
        }
    }

    /// <returns>Whether the page had anything, so that there may be more at once.</returns>
    private bool Take(StepPage page)
    {
        bool isAhead = page.Next > after;
        attempt = page.Attempt;
        after = Math.Max(after, page.Next);
        IsComplete = page.Complete;
        if (isAhead) grewAt = time.GetTimestamp();
        return isAhead;
    }

    private async Task<bool> IsOverAsync(TaskId id, StepPage page, int? only, bool follow, CancellationToken cancel)
    {
        if (!follow || (only is not null && page.Complete)) return true;
        if (await TryAsync(async () => (await client.GetChangedAsync(id, etag: null, TimeSpan.Zero, cancel))!.Value)
            is not { } task) return false;
        if (only is null && task.Attempt > attempt)
        {
            (attempt, after) = (task.Attempt, 0);
            return false;
        }
        if (!task.State.IsTerminal()) grewAt = time.GetTimestamp();
        else if (task.Attempt == 0) IsComplete = true;
        return task.State.IsTerminal()
            && (IsComplete || task.Custody == Custody.Lost || time.GetElapsedTime(grewAt) > RestLimit);
    }

    /// <returns>Null while the server is away, and until that is too long.</returns>
    private async Task<T?> TryAsync<T>(Func<Task<T>> call) where T : class
    {
        try
        {
            T answer = await call();
            heardAt = time.GetTimestamp();
            return answer;
        }
        catch (CallException e) when (e.MayPass && time.GetElapsedTime(heardAt) < TaskWatch.AwayLimit)
        {
            return null;
        }
    }
}
