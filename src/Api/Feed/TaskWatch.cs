using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Api.Feed;

/// <summary>One call that waits for one task to change.</summary>
internal sealed class TaskWatch(TaskId task, FeedTail tail, TimeProvider time) : IDisposable
{
    private TaskCompletionSource _changed = NewSignal();

    public TaskId Task => task;

    /// <summary>Ends when the task has changed since the watch began or this was last asked.</summary>
    /// <returns>False if the time is up, or the server stops.</returns>
    public async Task<bool> ChangesWithinAsync(TimeSpan span, CancellationToken cancel)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, tail.Stopping);
        await _changed.Task.WaitAsync(span, time, both.Token).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
        if (!_changed.Task.IsCompleted) return false;
        _changed = NewSignal();
        return true;
    }

    public void Dispose() => tail.Leave(this);

    internal void Wake() => Volatile.Read(ref _changed).TrySetResult();

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>All calls that wait for tasks, by task.</summary>
internal sealed class TaskWatches
{
    private readonly Dictionary<TaskId, List<TaskWatch>> _byTask = [];

    public int Count { get; private set; }

    public void Add(TaskWatch watch)
    {
        if (!_byTask.TryGetValue(watch.Task, out List<TaskWatch>? watches))
        {
            _byTask[watch.Task] = watches = [];
        }
        watches.Add(watch);
        Count++;
    }

    public void Remove(TaskWatch watch)
    {
        if (!_byTask.TryGetValue(watch.Task, out List<TaskWatch>? watches) || !watches.Remove(watch)) return;
        Count--;
        if (watches.Count == 0) _byTask.Remove(watch.Task);
    }

    /// <summary>Wakes those whose task is among the rows.</summary>
    public void Wake(IReadOnlyList<FeedRow> rows, Lock gate)
    {
        lock (gate)
        {
            if (Count == 0) return;
            foreach (FeedRow row in rows)
            {
                if (row.Kind == FeedKind.Task
                    && IdOf(row.Json.Span) is { } id && _byTask.TryGetValue(id, out List<TaskWatch>? watches))
                {
                    foreach (TaskWatch watch in watches) watch.Wake();
                }
            }
        }
    }

    /// <summary>The id stands in the first field of a row, be it a summary or a removal.</summary>
    private static TaskId? IdOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        bool isText = reader.Read() && reader.Read() && reader.Read()
            && reader.TokenType == JsonTokenType.String;
        return isText && TaskId.TryParse(reader.GetString(), out TaskId id) ? id : null;
    }
}
