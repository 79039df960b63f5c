using System.Globalization;

namespace TaskSync.Bench;

/// <summary>What to measure.</summary>
internal sealed record BenchOptions(int Tasks, int Seconds, bool Json, string ServerDll)
{
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions(Tasks: 20_000, Seconds: 15, Json: false, ServerDll: "");
        for (int i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--tasks" => options with { Tasks = Number(args, ++i) },
                "--seconds" => options with { Seconds = Number(args, ++i) },
                "--server-dll" => options with { ServerDll = args[++i] },
                "--json" => options with { Json = true },
                _ => throw new ArgumentException($"Unknown option {args[i]}; there are --tasks N, --seconds N and --json."),
            };
        }
        return options;
    }

    private static int Number(string[] args, int index) =>
        index < args.Length && int.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new ArgumentException($"{args[index - 1]} takes a number above zero.");
}
