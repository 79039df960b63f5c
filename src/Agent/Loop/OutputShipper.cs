using TaskSync.Agent.Ports;
using TaskSync.Core.Ports;

namespace TaskSync.Agent.Loop;

/// <summary>
/// Brings output to the server, chunk by chunk, each from where the server's ends. It belongs to the loop:
/// one caller at a time, and what comes of a chunk is an event.
/// </summary>
internal sealed class OutputShipper(
    IServerLink link, IOutputFiles files, IEventSink inbox, TimeProvider time, Random jitter, CancellationToken cancel)
{
    private readonly Dictionary<AttemptKey, Parcel> _parcels = [];
    private readonly Backoff _backoff = new(jitter);
    private long _notBefore;
    private int _inFlight;

    /// <summary>Sends what the attempt writes while it runs.</summary>
    public void Follow(AttemptKey key) => _parcels.TryAdd(key, new Parcel());

    /// <summary>Sends what is left up to these lengths, and then says so.</summary>
    public void Finish(AttemptKey key, long stdout, long stderr)
    {
        Follow(key);
        Parcel parcel = _parcels[key];
        parcel.Stdout.Final = stdout;
        parcel.Stderr.Final = stderr;
        SayWhenDone(key, parcel);
    }

    /// <summary>Forgets the attempt.</summary>
    public void Drop(AttemptKey key) => _parcels.Remove(key);

    /// <summary>How long until something has to be sent or looked at; null if there is nothing.</summary>
    public TimeSpan? UntilTick() => _parcels.Count == 0 || _inFlight >= AgentLimits.ChunksInFlight
        ? null
        : Max(AgentLimits.OutputEvery, time.GetElapsedTime(time.GetTimestamp(), _notBefore));

    /// <summary>Sends the next chunks, as many as may be under way.</summary>
    public void Pump()
    {
        if (time.GetTimestamp() < _notBefore) return;
        foreach ((AttemptKey key, Parcel parcel) in _parcels)
        {
            foreach (Lane lane in parcel.Lanes)
            {
                if (_inFlight >= AgentLimits.ChunksInFlight) return;
                if (lane.IsBusy || lane.IsDone || !IsDue(lane)) continue;
                lane.IsBusy = true;
                _inFlight++;
                _ = SendAsync(key, lane.Stream, lane.Offset, lane.Final);
            }
        }
    }

    /// <summary>What became of a chunk.</summary>
    public void Note(OutputAnswered answer)
    {
        _inFlight--;
        if (answer.Failure is { Kind: not LinkFailureKind.Refused } failure)
        {
            _notBefore = time.GetTimestamp() + (long)(_backoff.Next(failure.Kind).TotalSeconds * time.TimestampFrequency);
        }
        else _backoff.Reset();
        if (!_parcels.TryGetValue(answer.Key, out Parcel? parcel)) return;

        Lane lane = parcel.Lane(answer.Stream);
        lane.IsBusy = false;
        lane.LookedAt = time.GetTimestamp();
        // What the server will never take counts as taken: the attempt's folder must not wait for it.
        if (answer.Failure is { Kind: LinkFailureKind.Refused }) lane.IsRefused = true;
        if (answer.Have is { } have)
        {
            lane.IsQuiet = have == lane.Offset;
            lane.Offset = have;
        }
        SayWhenDone(answer.Key, parcel);
    }

    private async Task SendAsync(AttemptKey key, OutputStream stream, long from, long? final)
    {
        try
        {
            int limit = (int)Math.Min(Limits.OutputChunkBytes, (final ?? long.MaxValue) - from);
            ReadOnlyMemory<byte> chunk = await files.ReadAsync(key, stream, from, limit, isOver: final is not null);
            long have = from;
            if (chunk.Length > 0) have = await link.SendOutputAsync(key, stream, from, chunk, cancel);
            // A file that is shorter than it was can't be sent in full, ever.
            else if (final is not null) throw new LinkException(new(LinkFailureKind.Refused, "The output file is cut."));
            inbox.Post(new OutputAnswered(key, stream, have, Failure: null));
        }
        catch (LinkException e)
        {
            inbox.Post(new OutputAnswered(key, stream, Have: null, e.Failure));
        }
        catch (OperationCanceledException)
        {
            // The agent leaves; the next one goes on from where the server's output ends.
        }
    }

    private void SayWhenDone(AttemptKey key, Parcel parcel)
    {
        if (!parcel.Lanes.All(lane => lane.IsDone)) return;
        _parcels.Remove(key);
        inbox.Post(new OutputShipped(key));
    }

    /// <summary>
    /// A file that had nothing new is looked at again only after a while; one that is complete is read on at
    /// once.
    /// </summary>
    private bool IsDue(Lane lane) => lane.Final is not null || !lane.IsQuiet
        || time.GetElapsedTime(lane.LookedAt) >= AgentLimits.OutputEvery;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private sealed class Parcel
    {
        public Lane Stdout { get; } = new(OutputStream.Stdout);

        public Lane Stderr { get; } = new(OutputStream.Stderr);

        public IReadOnlyList<Lane> Lanes => [Stdout, Stderr];

        public Lane Lane(OutputStream stream) => stream == OutputStream.Stdout ? Stdout : Stderr;
    }

    private sealed class Lane(OutputStream stream)
    {
        public OutputStream Stream { get; } = stream;

        public long Offset { get; set; }

        public long? Final { get; set; }

        public long LookedAt { get; set; }

        public bool IsBusy { get; set; }

        public bool IsQuiet { get; set; }

        public bool IsRefused { get; set; }

        public bool IsDone => !IsBusy && (Offset >= Final || (IsRefused && Final is not null));
    }
}
