using System.Globalization;

namespace TaskSync.Bench;

/// <summary>What to measure.</summary>
/// <param name="Tasks">Tasks of the measure of throughput.</param>
/// <param name="Warm">Tasks before it: compiled code and warm caches; a server's first seconds are not its speed.</param>
/// <param name="Seconds">How long the measure of latency takes.</param>
/// <param name="PerSecond">Its tasks a second.</param>
/// <param name="Attempts">Attempts of a real agent to measure instead, with real processes; 0 for the server's measures.</param>
/// <param name="Json">Whether to print JSON.</param>
/// <param name="ServerDll">The server of the embedded build.</param>
/// <param name="Nodes">Clusters to measure beside it, by their number of nodes.</param>
/// <param name="ClusterDll">The server of the Orleans build.</param>
internal sealed record BenchOptions(
    int Tasks, int Warm, int Seconds, int PerSecond, int Attempts, bool Json, string ServerDll, IReadOnlyList<int> Nodes, string ClusterDll)
{
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions(
            Tasks: 20_000, Warm: 20_000, Seconds: 15, PerSecond: 200, Attempts: 0, Json: false, ServerDll: "", Nodes: [], ClusterDll: "");
        for (int i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--tasks" => options with { Tasks = Number(args, ++i) },
                "--warm" => options with { Warm = Number(args, ++i) },
                "--per-second" => options with { PerSecond = Number(args, ++i) },
                "--agent" => options with { Attempts = Number(args, ++i) },
                "--nodes" => options with { Nodes = [.. options.Nodes, Number(args, ++i)] },
                "--cluster-dll" => options with { ClusterDll = args[++i] },
                "--seconds" => options with { Seconds = Number(args, ++i) },
                "--server-dll" => options with { ServerDll = args[++i] },
                "--json" => options with { Json = true },
                _ => throw new ArgumentException(
                    $"Unknown option {args[i]}; there are --tasks, --warm, --seconds, --per-second, --agent and --nodes with a number, and --json."),
            };
        }
        return options;
    }

    private static int Number(string[] args, int index) =>
        index < args.Length && int.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new ArgumentException($"{args[index - 1]} takes a number above zero.");
}
