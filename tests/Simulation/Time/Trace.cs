using System.Globalization;

namespace TaskSync.Simulation.Time;

/// <summary>The last things that happened, and a fingerprint of all of them: two runs of one seed must have the same.</summary>
internal sealed class Trace
{
    /// <summary>Lines kept: what a person reads of a failed run.</summary>
    private const int Kept = 250;

    private readonly Queue<string> _lines = new();

    /// <summary>Where every line goes at once, for a replay that is watched; null for nowhere.</summary>
    public static Action<string>? Echo { get; set; }

    public IReadOnlyCollection<string> Lines => _lines;

    public long Count { get; private set; }

    public ulong Fingerprint { get; private set; } = 14695981039346656037;

    public void Add(TimeSpan at, string what)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,10:F3}  {what}");
        foreach (char c in line) Fingerprint = (Fingerprint ^ c) * 1099511628211;
        Count++;
        _lines.Enqueue(line);
        if (_lines.Count > Kept) _lines.Dequeue();
        Echo?.Invoke(line);
    }
}
