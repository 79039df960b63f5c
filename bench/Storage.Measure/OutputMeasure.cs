using System.Diagnostics;
using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Storage.Measure;

/// <summary>How fast output is taken, and what that does to a task write beside it.</summary>
internal static class OutputMeasure
{
    private const int Chunks = 200;
    private const int Outputs = 4;

    public static async Task RunAsync(SqliteStorage storage)
    {
        Console.WriteLine($"task writes alone: {await MedianAsync(storage, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System))}");
        long started = Stopwatch.GetTimestamp();
        Task output = Task.WhenAll(Enumerable.Range(0, Outputs).Select(i => AppendAsync(storage, i)));
        string beside = await MedianAsync(storage, output);
        double megabytes = (double)Outputs * Chunks * Limits.OutputChunkBytes / 1024 / 1024;
        Console.WriteLine($"output: {megabytes / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} MB/s; task writes beside it: {beside}");
    }

    private static async Task AppendAsync(SqliteStorage storage, int number)
    {
        var key = new OutputKey(TaskId.Derive("output", $"{number}"), 1, OutputStream.Stdout);
        byte[] chunk = new byte[Limits.OutputChunkBytes];
        for (int i = 0; i < Chunks; i++) await storage.Output.AppendAsync(key, (long)i * chunk.Length, chunk);
    }

    private static async Task<string> MedianAsync(SqliteStorage storage, Task until)
    {
        var took = new List<double>();
        while (!until.IsCompleted)
        {
            long started = Stopwatch.GetTimestamp();
            await Lives.RunAsync(storage, writers: 1, tasks: 1);
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds / 4);
        }
        took.Sort();
        return took.Count == 0 ? "none" : $"{took[took.Count / 2]:N2} ms (median), {took[took.Count * 99 / 100]:N2} ms (p99)";
    }
}
