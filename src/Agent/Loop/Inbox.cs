using TaskSync.Agent.Ports;

namespace TaskSync.Agent.Loop;

/// <summary>
/// What has happened and was not thought about yet. Anybody posts, one reader takes. It needs no limit of its
/// own: what posts is bounded by slots, chunks in flight, one sync and one timer.
/// </summary>
internal sealed class Inbox : IEventSink
{
    private readonly Lock _gate = new();
    private List<AgentEvent> _events = [];
    private TaskCompletionSource? _reader;
    private bool _closed;

    public void Post(AgentEvent what)
    {
        TaskCompletionSource? reader;
        lock (_gate)
        {
            if (_closed) return;
            _events.Add(what);
            reader = _reader;
            _reader = null;
        }
        // The reader goes on here, on the poster's thread: nothing hops, so a simulation keeps its order.
        reader?.SetResult();
    }

    /// <summary>Waits until there is something, and takes all of it.</summary>
    public async Task<IReadOnlyList<AgentEvent>> TakeAsync()
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                if (_events.Count > 0)
                {
                    List<AgentEvent> taken = _events;
                    _events = [];
                    return taken;
                }
                wait = (_reader = new TaskCompletionSource()).Task;
            }
            await wait;
        }
    }

    /// <summary>Takes nothing more, and wakes nobody.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _events.Clear();
            _reader = null;
        }
    }
}
