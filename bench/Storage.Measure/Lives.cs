using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Measure;

/// <summary>
/// Whole lives of tasks, as the grains write them: submitted, offered, started, ended, each step waiting for the
/// disk.
/// </summary>
internal static class Lives
{
    public static readonly AgentId Agent = AgentId.Derive("measure");

    private static int _next;

    public static Task RunAsync(SqliteStorage storage, int writers, int tasks) =>
        EachAsync(writers, tasks, () => LiveAsync(storage, Interlocked.Increment(ref _next)));

    /// <summary>Does something so many times, some of them at once.</summary>
    public static async Task EachAsync(int writers, int times, Func<Task> work)
    {
        int left = times;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await work();
        })));
    }

    public static TaskSnapshot Queued(string session, long ordinal, DateTimeOffset now)
    {
        TaskId id = TaskId.Derive("measure", session, $"{ordinal}");
        var spec = new TaskSpec { Kind = TaskKind.Command, Argv = ["/bin/true", session], Title = $"true {session}" };
        var create = new TaskCommand.Create(id, SessionId.Derive(session), ordinal, spec, new string('a', 64), "admin");
        return Then(null, create, now);
    }

    public static TaskSnapshot Then(TaskSnapshot? task, TaskCommand command, DateTimeOffset now) =>
        ((TaskDecision.Moved)TaskMachine.Decide(task, command, now)).Next;

    private static async Task LiveAsync(SqliteStorage storage, int number)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        TaskSnapshot task = Queued($"{number}", 1, now);
        string etag = await storage.States.WriteTaskAsync(task, etag: null);
        TaskCommand[] commands =
        [
            new TaskCommand.Offer(Agent),
            Report(task.Id, 1, ReportKind.Started, now, end: null),
            Report(task.Id, 2, ReportKind.Ended, now, new AttemptEnd { Kind = EndKind.Exited, ExitCode = 0, TreeEmpty = true }),
        ];
        foreach (TaskCommand command in commands)
        {
            task = Then(task, command, now);
            etag = await storage.States.WriteTaskAsync(task, etag);
        }
    }

    private static TaskCommand.Report Report(TaskId id, long seq, ReportKind kind, DateTimeOffset at, AttemptEnd? end) =>
        new(Agent, new() { TaskId = id, Attempt = 1, Seq = seq, Kind = kind, At = at, End = end });
}
