using System.Diagnostics;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Storage;

// How many task writes a second the catalog takes: each writer submits a task, has it offered, started and completed, and waits
// for the disk after each step.
int writers = args.Length > 0 ? int.Parse(args[0], null) : 64;
int tasks = args.Length > 1 ? int.Parse(args[1], null) : 20_000;
string folder = Path.Combine(args.Length > 2 ? args[2] : Path.GetTempPath(), $"tasksync-measure-{Environment.ProcessId}");
bool durable = args.Length <= 3 || args[3] != "off";
try
{
    await using var storage = SqliteStorage.Open(new() { Folder = folder, Durable = durable });
    await Lives.RunAsync(storage, writers, tasks / 10);
    (long commits, long writes) = (storage.Counters.Commits, storage.Counters.Writes(WriteKind.Task));
    TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
    long written = Written();
    long started = Stopwatch.GetTimestamp();
    await Lives.RunAsync(storage, writers, tasks);
    TimeSpan took = Stopwatch.GetElapsedTime(started);
    cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
    written = Written() - written;
    (commits, writes) = (storage.Counters.Commits - commits, storage.Counters.Writes(WriteKind.Task) - writes);
    Console.WriteLine($"{writers} writers, {tasks} tasks, synchronous={(durable ? "FULL" : "OFF")}: "
        + $"{writes / took.TotalSeconds:N0} task writes/s, {commits / took.TotalSeconds:N0} commits/s, "
        + $"{(double)writes / commits:N1} writes a commit, {cpu.TotalMicroseconds / writes:N1} us of CPU and {written / writes:N0} bytes of file a write");
    started = Stopwatch.GetTimestamp();
    long change = 0;
    int rows = 0;
    while (await storage.Feed.ReadAfterAsync(change, 500) is { Count: > 0 } page)
    {
        rows += page.Count;
        change = page[^1].Change;
    }
    took = Stopwatch.GetElapsedTime(started);
    Console.WriteLine($"feed: {rows / took.TotalSeconds:N0} rows/s ({took.TotalMicroseconds / rows:N2} us a row)");
}
finally
{
    Directory.Delete(folder, recursive: true);
}

// What this process wrote to files; 0 where the system doesn't tell.
static long Written() => File.Exists("/proc/self/io")
    ? File.ReadLines("/proc/self/io").Where(line => line.StartsWith("wchar:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.AsSpan(6), null)).Single()
    : 0;

/// <summary>Whole lives of tasks, as the grains would write them.</summary>
internal static class Lives
{
    private static readonly AgentId Agent = AgentId.Derive("measure");
    private static int _next;

    public static async Task RunAsync(SqliteStorage storage, int writers, int tasks)
    {
        int left = tasks;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await LiveAsync(storage, Interlocked.Increment(ref _next));
        })));
    }

    private static async Task LiveAsync(SqliteStorage storage, int number)
    {
        TaskId id = TaskId.Derive("measure", $"{number}");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var spec = new TaskSpec { Kind = TaskKind.Command, Argv = ["/bin/true", "--number", $"{number}"], Title = $"true {number}" };
        (TaskSnapshot? task, string? etag) = (null, null);
        TaskCommand[] commands =
        [
            new TaskCommand.Create(id, SessionId.Derive("measure", $"{number}"), 1, spec, new string('a', 64), "admin"),
            new TaskCommand.Offer(Agent),
            Report(id, 1, ReportKind.Started, now, end: null),
            Report(id, 2, ReportKind.Ended, now, new AttemptEnd { Kind = EndKind.Exited, ExitCode = 0, TreeEmpty = true }),
        ];
        foreach (TaskCommand command in commands)
        {
            task = ((TaskDecision.Moved)TaskMachine.Decide(task, command, now)).Next;
            etag = await storage.States.WriteTaskAsync(task, etag);
        }
    }

    private static TaskCommand.Report Report(TaskId id, long seq, ReportKind kind, DateTimeOffset at, AttemptEnd? end) =>
        new(Agent, new() { TaskId = id, Attempt = 1, Seq = seq, Kind = kind, At = at, End = end });
}
