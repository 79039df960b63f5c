namespace TaskSync.Simulation.Time;

/// <summary>All chance of a run: the same seed, the same run.</summary>
internal sealed class Dice(int seed) : Random(seed)
{
    /// <summary>True so often.</summary>
    public bool Chance(double probability) => probability > 0 && NextDouble() < probability;

    public TimeSpan Between(double fromSeconds, double toSeconds) =>
        TimeSpan.FromSeconds(fromSeconds + (NextDouble() * (toSeconds - fromSeconds)));

    /// <summary>Mostly near the first, rarely near the second: how long things take in the world.</summary>
    public TimeSpan Skewed(double fromSeconds, double toSeconds) =>
        TimeSpan.FromSeconds(fromSeconds + (Math.Pow(NextDouble(), 4) * (toSeconds - fromSeconds)));

    public T Pick<T>(IReadOnlyList<T> among) => among[Next(among.Count)];
}
