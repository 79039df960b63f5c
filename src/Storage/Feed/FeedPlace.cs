namespace TaskSync.Storage.Feed;

/// <summary>The newest committed change as one process knows it, and who waits for the next.</summary>
internal sealed class FeedPlace(long change)
{
    private readonly Lock _gate = new();
    private long _change = change;
    private TaskCompletionSource? _moved;

    public long Change => Volatile.Read(ref _change);

    /// <summary>Tells of a committed change; one that is known already is no news.</summary>
    public void Advance(long change)
    {
        TaskCompletionSource? moved = null;
        lock (_gate)
        {
            if (change <= _change) return;
            Volatile.Write(ref _change, change);
            (moved, _moved) = (_moved, null);
        }
        moved?.SetResult();
    }

    /// <summary>Says where the feed is, also if that is before what was known: the database is another copy.</summary>
    public void Set(long change)
    {
        lock (_gate)
        {
            if (change < _change) Volatile.Write(ref _change, change);
        }
        Advance(change);
    }

    /// <summary>Ends as soon as something after <paramref name="change"/> is committed.</summary>
    public async Task WaitAsync(long change, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            Task moved;
            lock (_gate)
            {
                if (_change > change) return;
                _moved ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                moved = _moved.Task;
            }
            await moved.WaitAsync(cancel);
        }
    }
}
