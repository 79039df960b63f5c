using System.Diagnostics;
using TaskSync.Core;

namespace TaskSync.Bench;

/// <summary>Milliseconds: the middle, and what one in a hundred exceeds.</summary>
internal sealed record Quantiles(double P50, double P99, double Max)
{
    public static Quantiles Of(IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return new(At(sorted, 0.50), At(sorted, 0.99), sorted[^1]);
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}

/// <summary>What a user feels at a steady load.</summary>
internal sealed record LatencyResult(
    int PerSecond, int Tasks, Quantiles Submit, Quantiles SubmitToStart, Quantiles CompletionToSeen, Quantiles SubmitToSeen);

/// <summary>
/// B: a steady rate, submits sent on the clock and not when the one before is answered, so that a stall shows in every task that
/// it delays.
/// </summary>
internal static class Latency
{
    public static async Task<LatencyResult> RunAsync(BenchClient api, AgentSimulator agent, Follower follower, int perSecond, int seconds)
    {
        int tasks = perSecond * seconds;
        var samples = new Task<Sample>[tasks];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < tasks; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.Zero) await Task.Delay(due, TimeProvider.System);
            samples[i] = OneAsync(api, agent, follower);
        }
        Sample[] all = await Task.WhenAll(samples);
        return new(perSecond, tasks,
            Quantiles.Of(all.Select(sample => sample.Submit)),
            Quantiles.Of(all.Select(sample => sample.Start)),
            Quantiles.Of(all.Select(sample => sample.Seen)),
            Quantiles.Of(all.Select(sample => sample.Whole)));
    }

    private static async Task<Sample> OneAsync(BenchClient api, AgentSimulator agent, Follower follower)
    {
        long sent = Stopwatch.GetTimestamp();
        TaskId task = await api.SubmitAsync();
        long answered = Stopwatch.GetTimestamp();
        long seen = await follower.SeenAsync(task);
        return new(
            Milliseconds(sent, answered), Milliseconds(sent, agent.StartedAt[task]),
            Milliseconds(agent.EndSentAt[task], seen), Milliseconds(sent, seen));
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private sealed record Sample(double Submit, double Start, double Seen, double Whole);
}
