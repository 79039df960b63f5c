using System.Diagnostics;
using System.Globalization;
using TaskSync.Simulation.Mutations;

namespace TaskSync.Simulation;

/// <summary>Many seeds, each a world of its own on one thread, as many side by side as there are cores.</summary>
internal sealed class Campaign
{
    private readonly Statistics _statistics = new();
    private TimeSpan _simulated;
    private TimeSpan _took;
    private int _seeds;

    /// <summary>The seeds that found something, lowest first.</summary>
    public IReadOnlyList<SimResult> Bad { get; private set; } = [];

    /// <summary>Of all that happened: the same seeds give the same.</summary>
    public ulong Fingerprint { get; private set; }

    public IReadOnlyDictionary<string, long> Counts => _statistics.Counts;

    public static Campaign Run(int first, int count, Func<Mutation>? mutate = null)
    {
        var campaign = new Campaign();
        long started = Stopwatch.GetTimestamp();
        var bad = new List<SimResult>();
        Parallel.ForEach(Enumerable.Range(first, count), seed =>
        {
            SimResult result = RunAlone(seed, mutate?.Invoke());
            lock (bad)
            {
                campaign._seeds++;
                campaign.Fingerprint ^= result.Trace.Fingerprint;
                campaign._simulated += result.Simulated;
                campaign._statistics.Add(result.Statistics);
                if (!result.IsGood) bad.Add(result);
            }
        });
        campaign.Bad = [.. bad.OrderBy(result => result.Seed)];
        campaign._took = Stopwatch.GetElapsedTime(started);
        return campaign;
    }

    /// <summary>A test framework's context would be captured by the first await and take the work to another thread.</summary>
    private static SimResult RunAlone(int seed, Mutation? mutation)
    {
        SynchronizationContext? outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return Simulator.Run(seed, mutation);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    public string Summary() => string.Create(CultureInfo.InvariantCulture,
        $"{_seeds} seeds, {_simulated.TotalHours:F1} simulated hours in {_took.TotalSeconds:F1} s, {Bad.Count} with violations, fingerprint {Fingerprint:x16}; {_statistics}");
}
