using System.Diagnostics;

namespace TaskSync.Storage.Measure;

/// <summary>How many task writes a second the catalog takes, what each costs, and how fast the feed is read.</summary>
internal static class WriteMeasure
{
    public static async Task RunAsync(SqliteStorage storage, int writers, int tasks)
    {
        await Lives.RunAsync(storage, writers, tasks / 10);
        (long commits, long writes, long bytes) = Counts(storage);
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        long started = Stopwatch.GetTimestamp();
        await Lives.RunAsync(storage, writers, tasks);
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        (long commitsAfter, long writesAfter, long bytesAfter) = Counts(storage);
        (commits, writes, bytes) = (commitsAfter - commits, writesAfter - writes, bytesAfter - bytes);
        Console.WriteLine($"{writers} writers, {tasks} tasks: {writes / took.TotalSeconds:N0} task writes/s in "
            + $"{commits / took.TotalSeconds:N0} commits/s; a write takes {cpu.TotalMicroseconds / writes:N1} us of CPU "
            + $"and {bytes / writes:N0} bytes of file");
        await FeedAsync(storage);
    }

    private static async Task FeedAsync(SqliteStorage storage)
    {
        long started = Stopwatch.GetTimestamp();
        (long change, int rows) = (0, 0);
        while (await storage.Feed.ReadAfterAsync(change, 500) is { Count: > 0 } page)
        {
            rows += page.Count;
            change = page[^1].Change;
        }
        Console.WriteLine($"feed: {rows / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} rows/s");
    }

    private static (long Commits, long Writes, long Bytes) Counts(SqliteStorage storage) =>
        (storage.Counters.Commits, storage.Counters.Writes(WriteKind.Task), WrittenBytes());

    /// <summary>What this process wrote to files; 0 where the system doesn't tell.</summary>
    private static long WrittenBytes() => File.Exists("/proc/self/io")
        ? File.ReadLines("/proc/self/io").Where(line => line.StartsWith("wchar:", StringComparison.Ordinal))
            .Select(line => long.Parse(line.AsSpan(6), null)).Single()
        : 0;
}
