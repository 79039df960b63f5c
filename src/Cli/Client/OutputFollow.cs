using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Client;

/// <summary>How following an output ended.</summary>
internal enum FollowEnd
{
    None,

    /// <summary>The attempt is over and every byte of it was written.</summary>
    Complete,

    /// <summary>The task is over, and the rest of its output will not come, or not soon.</summary>
    Incomplete,
}

/// <summary>
/// Copies an output as it grows. It goes by offsets alone: whatever breaks, it goes on behind the last byte that was written.
/// </summary>
internal sealed class OutputFollow(TaskSyncClient client, Stream to, TimeProvider time)
{
    /// <summary>How long an agent may take to bring the rest after the end was reported.</summary>
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(30);

    /// <summary>The pause between two looks that found nothing.</summary>
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the server may hold the call that waits for a first attempt.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(25);

    /// <summary>How long one event stream is followed before looking at the task again: a beat may keep it open for ever.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15);

    private int attempt;
    private long written;
    private long grewAt;
    private long heardAt;

    /// <param name="id">The task.</param>
    /// <param name="only">The attempt; null follows the newest, also on to the next one.</param>
    /// <param name="stream">Which output.</param>
    /// <param name="cancel">Stops following.</param>
    public async Task<FollowEnd> RunAsync(TaskId id, int? only, OutputStream stream, CancellationToken cancel)
    {
        grewAt = heardAt = time.GetTimestamp();
        for (int failures = 0; ;)
        {
            try
            {
                FollowEnd end = await RoundAsync(id, only, stream, cancel);
                if (end != FollowEnd.None) return end;
                failures = 0;
            }
            catch (CallException e) when (e.MayPass && time.GetElapsedTime(heardAt) < TaskWatch.AwayLimit)
            {
                await Task.Delay(Patience.Pause(failures++), time, cancel);
            }
        }
    }

    /// <summary>Looks at the task first and copies afterwards: what a finished task had then is all there is.</summary>
    private async Task<FollowEnd> RoundAsync(TaskId id, int? only, OutputStream stream, CancellationToken cancel)
    {
        Answer<TaskView> task = (await client.GetChangedAsync(id, etag: null, Hold, cancel))!;
        heardAt = time.GetTimestamp();
        if (!task.Value.State.IsTerminal()) grewAt = heardAt;
        TurnTo(only ?? task.Value.Attempt);
        if (attempt == 0) return await AwaitFirstAttemptAsync(task, cancel);

        await CopyAsync(id, stream, cancel);
        FollowEnd end = Judge(task.Value);
        if (end == FollowEnd.None) await FollowNewsAsync(id, stream, cancel);
        return end;
    }

    private void TurnTo(int newest)
    {
        if (newest == attempt) return;
        attempt = newest;
        written = 0;
    }

    private async Task<FollowEnd> AwaitFirstAttemptAsync(Answer<TaskView> task, CancellationToken cancel)
    {
        if (task.Value.State.IsTerminal()) return FollowEnd.Complete;
        long asked = time.GetTimestamp();
        await client.GetChangedAsync(task.Value.TaskId, task.ETag, Hold, cancel);
        if (time.GetElapsedTime(asked) < IdlePause) await Task.Delay(IdlePause, time, cancel);
        return FollowEnd.None;
    }

    private FollowEnd Judge(TaskView task)
    {
        if (attempt < task.Attempt) return FollowEnd.Complete;
        if (!task.State.IsTerminal()) return FollowEnd.None;
        if (task.OutputComplete) return FollowEnd.Complete;
        bool lost = task.Custody == Custody.Lost || time.GetElapsedTime(grewAt) > RestLimit;
        return lost ? FollowEnd.Incomplete : FollowEnd.None;
    }

    /// <summary>Copies on while the server tells news; a stream that ends at once must not make a busy loop.</summary>
    private async Task FollowNewsAsync(TaskId id, OutputStream stream, CancellationToken cancel)
    {
        long before = written;
        long opened = time.GetTimestamp();
        await foreach (long? have in client.Output.NewsAsync(Place(id, stream), cancel))
        {
            heardAt = time.GetTimestamp();
            if (have is null || have > written) await CopyAsync(id, stream, cancel);
            if (time.GetElapsedTime(opened) > LookAgain) break;
        }
        if (written == before) await Task.Delay(IdlePause, time, cancel);
    }

    private Task CopyAsync(TaskId id, OutputStream stream, CancellationToken cancel) =>
        client.Output.CopyAsync(Place(id, stream), to, Count, cancel);

    private void Count(int bytes)
    {
        written += bytes;
        grewAt = heardAt = time.GetTimestamp();
    }

    private OutputPlace Place(TaskId id, OutputStream stream) => new(id, attempt, stream, written);
}
