namespace TaskSync.Simulation;

/// <summary>How often each kind of thing happened.</summary>
internal sealed class Statistics
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Count(string what, long times = 1) => _counts[what] = _counts.GetValueOrDefault(what) + times;

    public void Add(Statistics other)
    {
        foreach ((string what, long times) in other._counts) Count(what, times);
    }

    public override string ToString() => string.Join(", ", _counts.Select(pair => $"{pair.Key} {pair.Value}"));
}
