using TaskSync.Core.Ports;
using TaskSync.Storage.Sqlite;
using TaskSync.Storage.Writing;

namespace TaskSync.Storage.Output;

/// <summary>Followers of outputs. They are woken once for each commit that made their output grow.</summary>
internal sealed class OutputWaiters : IBatchScope
{
    private readonly Lock _gate = new();
    private readonly Dictionary<OutputKey, TaskCompletionSource> _waiting = [];
    private readonly HashSet<OutputKey> _grown = [];

    /// <summary>Those who want to hear of every output.</summary>
    public GrowthWatchers Watchers { get; } = new();

    /// <summary>Ends with the next commit that makes the output grow.</summary>
    public Task NextAsync(OutputKey key)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(key, out TaskCompletionSource? next))
            {
                next = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add(key, next);
            }
            return next.Task;
        }
    }

    /// <summary>Notes growth within the batch. Only on the writer's thread.</summary>
    public void Grew(OutputKey key) => _grown.Add(key);

    public void Finish(Database database)
    {
    }

    public void Committed()
    {
        foreach (OutputKey key in _grown)
        {
            TaskCompletionSource? woken;
            lock (_gate) _waiting.Remove(key, out woken);
            woken?.SetResult();
            Watchers.Tell(key);
        }
        _grown.Clear();
    }

    public void RolledBack() => _grown.Clear();
}
