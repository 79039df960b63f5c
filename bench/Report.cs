using System.Globalization;
using System.Text.Json;

namespace TaskSync.Bench;

/// <summary>Says what was measured, and under which durability.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static void Write(BenchOptions options, BenchServers servers, ThroughputResult throughput, LatencyResult latency)
    {
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { servers.Name, servers.Durability, Cores = Environment.ProcessorCount, throughput, latency }, Json));
            return;
        }
        Line($"== {servers.Name}");
        Line($"{servers.Durability}. {Environment.ProcessorCount} cores, shared by all servers, agent simulator and load.");
        Line($"");
        Line($"A  throughput: {throughput.Tasks} tasks, one per HTTP call, {Throughput.InFlight} in flight");
        Line($"     tasks/s, first submit to last durable completion  {throughput.PerSecond,10:F0}");
        Line($"     submits/s                                         {throughput.SubmitsPerSecond,10:F0}");
        Line($"     tasks per sync of the agent                       {(double)throughput.Tasks / throughput.Syncs,10:F1}");
        ServerCounts cost = throughput.ServerPerTask;
        Line($"     physical transactions (disk syncs) per task       {cost.Commits,10:F3}");
        Line($"     grain writes per task                             {cost.GrainWrites,10:F2}");
        Line($"     server: processor time per task, us               {cost.CpuMicroseconds,10:F0}");
        Line($"     server: memory allocated per task, kB             {cost.AllocatedBytes / 1000,10:F1}");
        Line($"     load and agent simulator: processor time, us      {throughput.LoadMicroseconds,10:F0}");
        Line($"");
        Line($"B  latency in ms at {latency.PerSecond} tasks/s ({latency.Tasks} tasks)        p50       p99       max");
        Row("submit", latency.Submit);
        Row("submit -> start order at the agent", latency.SubmitToStart);
        Row("completion reported -> seen by follower", latency.CompletionToSeen);
        Row("submit -> seen completed", latency.SubmitToSeen);
    }

    private static void Row(string name, Quantiles q) => Line($"     {name,-42}{q.P50,10:F1}{q.P99,10:F1}{q.Max,10:F1}");

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
