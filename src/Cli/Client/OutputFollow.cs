using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Client;

/// <summary>
/// Copies an output as it grows. It goes by offsets alone: whatever breaks, it goes on behind the last byte
/// that was written.
/// </summary>
internal sealed class OutputFollow(TaskSyncClient client, Stream to, TimeProvider time)
{
    /// <summary>How long an agent may take to bring the rest once the task is over.</summary>
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(60);

    private int attempt;
    private long written;
    private long heardAt;
    private long grewAt;

    /// <param name="id">The task.</param>
    /// <param name="only">The attempt; null follows the newest, also on to the next one.</param>
    /// <param name="stream">Which output.</param>
    /// <param name="cancel">Stops following.</param>
    /// <returns>Whether every byte was written; false if the task is over and the rest will not come, or not
    /// soon.</returns>
    public async Task<bool> RunAsync(TaskId id, int? only, OutputStream stream, CancellationToken cancel)
    {
        heardAt = grewAt = time.GetTimestamp();
        for (int failures = 0; ;)
        {
            long before = heardAt;
            try
            {
                if (await FollowAsync(id, only, stream, cancel) is bool complete) return complete;
                if (await IsGivenUpAsync(id, cancel)) return false;
            }
            catch (CallException e) when (e.MayPass && time.GetElapsedTime(heardAt) < TaskWatch.AwayLimit)
            {
                // The server is away, or the way to it; what was written stands, and the next try goes on
                // behind it.
            }
            failures = heardAt == before ? failures + 1 : 0;
            await Task.Delay(Patience.Pause(failures), time, cancel);
        }
    }

    /// <returns>Whether the output is complete, as the server says at its end; null if the stream ended
    /// before that.</returns>
    private async Task<bool?> FollowAsync(TaskId id, int? only, OutputStream stream, CancellationToken cancel)
    {
        OutputPlace place = new(only, attempt, written);
        await foreach (OutputEvent next in client.Output.FollowAsync(id, place, stream, cancel))
        {
            heardAt = time.GetTimestamp();
            if (next is OutputEnd end) return end.Complete;
            if (next is OutputBytes bytes && !await TakeAsync(bytes, cancel)) break;
        }
        return null;
    }

    /// <summary>Writes what is new in an event.</summary>
    /// <returns>False if bytes are missing before it, so that they have to be asked for.</returns>
    private async Task<bool> TakeAsync(OutputBytes next, CancellationToken cancel)
    {
        if (next.Attempt != attempt) (attempt, written) = (next.Attempt, 0);
        if (next.From > written) return false;
        int known = (int)Math.Min(written - next.From, next.Bytes.Length);
        await to.WriteAsync(next.Bytes.AsMemory(known), cancel);
        await to.FlushAsync(cancel);
        written += next.Bytes.Length - known;
        grewAt = time.GetTimestamp();
        return true;
    }

    /// <summary>
    /// A task may be over while its agent still owes bytes, and the agent may never come back.
    /// </summary>
    private async Task<bool> IsGivenUpAsync(TaskId id, CancellationToken cancel)
    {
        TaskView task = (await client.GetChangedAsync(id, etag: null, TimeSpan.Zero, cancel))!.Value;
        heardAt = time.GetTimestamp();
        if (!task.State.IsTerminal()) grewAt = heardAt;
        return time.GetElapsedTime(grewAt) > RestLimit;
    }
}
