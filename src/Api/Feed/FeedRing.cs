namespace TaskSync.Api.Feed;

/// <summary>
/// The newest events of the feed, shared by all followers. Each follower remembers its place; one whose place
/// was overwritten has fallen behind. What is in the ring is in order and without gaps from <see
/// cref="_floor"/> on.
/// </summary>
internal sealed class FeedRing(int capacity)
{
    private readonly Lock _gate = new();
    private readonly FeedFrame[] _frames = new FeedFrame[capacity];

    /// <summary>Events put in since the process started; the next one's place.</summary>
    private long _next;

    /// <summary>Where the oldest event that is still there stands.</summary>
    private long _oldest;

    /// <summary>Everything after this change is here.</summary>
    private long _floor = long.MaxValue;

    private TaskCompletionSource _news = NewSignal();

    /// <summary>Begins anew: from now on everything after this change is put in.</summary>
    public void Begin(long change)
    {
        lock (_gate)
        {
            _oldest = _next;
            _floor = change;
        }
    }

    /// <summary>Puts events in and wakes whoever waits for them.</summary>
    public void Put(IReadOnlyList<FeedFrame> frames)
    {
        lock (_gate)
        {
            foreach (FeedFrame frame in frames)
            {
                if (_next - _oldest == capacity) _floor = _frames[_oldest++ % capacity].Change;
                _frames[_next++ % capacity] = frame;
            }
        }
        Wake();
    }

    /// <summary>Wakes whoever waits, although there may be nothing new for them to read.</summary>
    public void Wake()
    {
        TaskCompletionSource news;
        lock (_gate) (news, _news) = (_news, NewSignal());
        news.TrySetResult();
    }

    /// <summary>
    /// The place from which a follower that has seen everything up to a change can go on here.
    /// </summary>
    /// <returns>False if something after that change is not here: it has to be read from the
    /// catalog.</returns>
    public bool TryJoin(long change, out long place)
    {
        lock (_gate)
        {
            place = _oldest;
            return change >= _floor;
        }
    }

    /// <summary>Copies what is there from a place on.</summary>
    /// <param name="place">The follower's place, moved past what was copied.</param>
    /// <param name="into">Where to.</param>
    /// <param name="news">Ends when there may be more.</param>
    /// <returns>How many were copied; -1 if the follower has fallen behind.</returns>
    public int Read(ref long place, Span<FeedFrame> into, out Task news)
    {
        lock (_gate)
        {
            news = _news.Task;
            if (place < _oldest) return -1;
            int count = (int)Math.Min(into.Length, _next - place);
            for (int i = 0; i < count; i++) into[i] = _frames[(place + i) % capacity];
            place += count;
            return count;
        }
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
