using System.Collections.Concurrent;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;

namespace TaskSync.Api.Feed;

/// <summary>
/// Which tasks' output grew, gathered so that followers hear of each a few times a second, however fast it
/// grows. Hints have no place in the feed: one that is lost is made up for by the next, or by the task's end.
/// </summary>
internal sealed class OutputHints : IDisposable
{
    /// <summary>
    /// The pause between two hints about the same task: four a second look live, and cost little.
    /// </summary>
    public static readonly TimeSpan HintEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Tasks gathered at once: all slots of a large fleet. More wait for their next growth.</summary>
    private const int GatheredLimit = 1024;

    /// <summary>Tasks whose session is remembered; beyond that it begins anew.</summary>
    private const int RememberedLimit = 10_000;

    private readonly IOutputStore _outputs;
    private readonly ICatalogReader _catalog;
    private readonly TimeProvider _time;
    private readonly IDisposable _watch;
    private readonly ConcurrentDictionary<(TaskId, int), bool> _grown = new();
    private readonly Dictionary<TaskId, SessionId> _sessions = [];
    private TaskCompletionSource _news = NewSignal();
    private long? _takenAt;

    /// <summary>Gathers from now on.</summary>
    public OutputHints(IOutputStore outputs, ICatalogReader catalog, TimeProvider time)
    {
        (_outputs, _catalog, _time) = (outputs, catalog, time);
        _watch = outputs.Watch(Grew);
    }

    /// <summary>Ends when there is something to say, and the last time is long enough ago.</summary>
    public async Task NextAsync(CancellationToken cancel)
    {
        await Volatile.Read(ref _news).Task.WaitAsync(cancel);
        if (_takenAt is not { } taken) return;
        TimeSpan left = HintEvery - _time.GetElapsedTime(taken);
        if (left > TimeSpan.Zero) await Task.Delay(left, _time, cancel);
    }

    /// <summary>A hint for each task that grew, at a follower's place.</summary>
    public async Task<IReadOnlyList<FeedFrame>> TakeAsync(long change, CancellationToken cancel)
    {
        _takenAt = _time.GetTimestamp();
        // The signal is renewed before the look, so that nothing can come unseen between the two.
        Volatile.Write(ref _news, NewSignal());
        var frames = new List<FeedFrame>();
        foreach ((TaskId task, int attempt) in _grown.Keys)
        {
            _grown.TryRemove((task, attempt), out _);
            long bytes = await _outputs.LengthAsync(new(task, attempt, OutputStream.Stdout), cancel);
            if (await SessionOfAsync(task, cancel) is not { } session) continue;
            var hint = new OutputHint { TaskId = task, Attempt = attempt, Bytes = bytes };
            frames.Add(FeedFrame.Hint(change, session, hint));
        }
        return frames;
    }

    public void Dispose() => _watch.Dispose();

    private void Grew(OutputKey key)
    {
        if (key.Stream != OutputStream.Stdout || _grown.Count >= GatheredLimit) return;
        _grown[(key.TaskId, key.Attempt)] = true;
        Volatile.Read(ref _news).TrySetResult();
    }

    private async ValueTask<SessionId?> SessionOfAsync(TaskId task, CancellationToken cancel)
    {
        if (_sessions.TryGetValue(task, out SessionId known)) return known;
        if (await _catalog.FindTaskAsync(task, cancel) is not { Task: var found }) return null;
        if (_sessions.Count >= RememberedLimit) _sessions.Clear();
        return _sessions[task] = found.SessionId;
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
