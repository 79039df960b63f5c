using System.Globalization;
using Microsoft.AspNetCore.Http;
using TaskSync.Api.Feed;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Tasks;

namespace TaskSync.Api.Tasks;

/// <summary>
/// Holds a read open until there is something new to say: until the task is not as the caller knows it
/// (<c>If-None-Match</c> or <c>?version=</c>; else as it was when the call came), or is over.
/// </summary>
internal sealed class TaskWaiting(TaskReads reads, FeedTail tail, TimeProvider time)
{
    /// <summary>Reads the query's <c>wait</c>; zero when there is none.</summary>
    public static bool TryReadWait(string? text, out TimeSpan wait)
    {
        wait = default;
        if (text is null) return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            || seconds is < 1 or > Limits.MaxWaitSeconds)
        {
            return false;
        }
        wait = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>
    /// The task once there is something new to say of it, or the time is up; a problem if too many wait.
    /// </summary>
    public async Task<(TaskReading? Reading, Problem? Problem)> FindAsync(
        TaskId id, TimeSpan wait, long? knownVersion, HttpRequest request, CancellationToken cancel)
    {
        // The watch begins before the first read, so that nothing can come unseen between the two.
        using TaskWatch? watch = tail.Watch(id);
        if (watch is null)
        {
            return (null, Problem.Full(
                "too_many_waits", $"{FeedTail.WatchLimit} calls wait already; ask without wait."));
        }
        long begun = time.GetTimestamp();
        TaskReading? reading = await reads.FindAsync(id, cancel);
        bool callerKnows = reading is not null && ETags.Matches(request, reading.ETag);
        bool wantsOther = request.Headers.IfNoneMatch.Count == 0 || callerKnows;
        long from = knownVersion ?? reading?.View.Version ?? 0;
        while (
            wantsOther && reading is { View: var view } && view.Version <= from && !view.State.IsTerminal())
        {
            TimeSpan left = wait - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero || !await watch.ChangesWithinAsync(left, cancel)) break;
            reading = await reads.FindAsync(id, cancel);
        }
        return (reading, null);
    }
}
