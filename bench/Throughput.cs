using System.Diagnostics;
using TaskSync.Core;

namespace TaskSync.Bench;

/// <summary>How many tasks a second go all the way, and what each costs the server and the load beside it.</summary>
internal sealed record ThroughputResult(int Tasks, double Seconds, double PerSecond, double SubmitsPerSecond, long Syncs,
    ServerCounts ServerPerTask, double LoadMicroseconds);

/// <summary>
/// A: tasks submitted one per HTTP call, <see cref="InFlight"/> calls in flight, from the first submit to the last durable completion.
/// </summary>
internal static class Throughput
{
    public const int InFlight = 64;

    public static async Task<ThroughputResult> RunAsync(
        BenchServers server, BenchClient api, AgentSimulator agent, int tasks)
    {
        long syncs = agent.Syncs;
        ServerCounts before = await server.CountAsync();
        TimeSpan load = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        var completions = new Task[tasks];
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < tasks;)
            {
                TaskId id = await api.SubmitAsync();
                completions[i] = agent.WaitAsync(id);
            }
        }));
        double submitted = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Task.WhenAll(completions);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        load = Environment.CpuUsage.TotalTime - load;
        ServerCounts after = await server.CountAsync();
        return new(
            tasks, seconds, tasks / seconds, tasks / submitted, agent.Syncs - syncs, after.PerTask(before, tasks),
            load.TotalMicroseconds / tasks);
    }
}
