using System.Diagnostics.Metrics;
using TaskSync.Storage.Writing;

namespace TaskSync.Storage;

/// <summary>
/// What was written since the start: one count for each stored write by kind (a "transaction" as grains see it), and
/// one for each commit that carried them. Also published as the meter <c>TaskSync.Storage</c>.
/// </summary>
public sealed class StorageCounters : IDisposable
{
    private readonly long[] _writes = new long[Enum.GetValues<WriteKind>().Length];
    private readonly Meter _meter = new("TaskSync.Storage");
    private readonly Histogram<double> _commitSeconds;
    private long _commits;
    private long _conflicts;

    /// <summary>Counts from zero.</summary>
    public StorageCounters()
    {
        _commitSeconds = _meter.CreateHistogram<double>("tasksync.storage.commit", "s", "How long a commit took.");
        _ = _meter.CreateObservableCounter("tasksync.storage.commits", () => Commits, description: "Commits.");
        _ = _meter.CreateObservableCounter("tasksync.storage.conflicts", () => Conflicts, description: "Lost compare-and-sets.");
        _ = _meter.CreateObservableCounter("tasksync.storage.writes", Measure, description: "Stored writes.");
    }

    /// <summary>Commits: each is one sync of the disk.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Writes that lost their compare-and-set.</summary>
    public long Conflicts => Interlocked.Read(ref _conflicts);

    /// <summary>Stored writes of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public long Writes(WriteKind kind) => Interlocked.Read(ref _writes[(int)kind]);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Count(List<Write> batch, TimeSpan took)
    {
        CountCommit(took);
        foreach (Write write in batch) Count(write.Kind, write.IsRefused);
    }

    internal void CountCommit(TimeSpan took)
    {
        Interlocked.Increment(ref _commits);
        _commitSeconds.Record(took.TotalSeconds);
    }

    internal void Count(WriteKind kind, bool isRefused)
    {
        if (isRefused) Interlocked.Increment(ref _conflicts);
        else Interlocked.Increment(ref _writes[(int)kind]);
    }

    private IEnumerable<Measurement<long>> Measure() => Enum.GetValues<WriteKind>().Skip(1).Select(kind =>
        new Measurement<long>(Writes(kind), new KeyValuePair<string, object?>("kind", kind.ToString().ToLowerInvariant())));
}
