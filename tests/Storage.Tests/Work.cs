using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage.Tests;

/// <summary>Tasks in the words of the domain, decided by the real machine.</summary>
internal static class Work
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How long what has to happen is waited for: far longer than it takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static AgentId Agent(string name) => AgentId.Derive("test", name);

    public static SessionId Session(string name) => SessionId.Derive("test", name);

    public static TaskId Task(string session, long ordinal) => TaskId.Derive("test", session, $"{ordinal}");

    public static TaskSnapshot Queued(
        string session = "one", long ordinal = 1, TaskSpec? spec = null, DateTimeOffset? at = null)
    {
        spec ??= new TaskSpec { Kind = TaskKind.Command, Argv = ["true"] };
        if (spec.Title.Length == 0) spec = spec with { Title = $"{session} {ordinal}" };
        var create = new TaskCommand.Create(Task(session, ordinal), Session(session), ordinal, spec, "hash", "admin");
        return ((TaskDecision.Moved)TaskMachine.Decide(null, create, at ?? Start)).Next;
    }

    public static TaskSnapshot Then(this TaskSnapshot task, TaskCommand command, DateTimeOffset? at = null) =>
        TaskMachine.Decide(task, command, at ?? Start) is TaskDecision.Moved moved
            ? moved.Next
            : throw new InvalidOperationException($"{command} does not move {task.State}.");

    public static TaskSnapshot Offered(this TaskSnapshot task, string agent = "a") => task.Then(new TaskCommand.Offer(Agent(agent)));

    public static TaskSnapshot Started(this TaskSnapshot task) => task.Reported(ReportKind.Started);

    /// <summary>It shows no sign of life.</summary>
    public static TaskSnapshot Stalled(this TaskSnapshot task) => task.Reported(ReportKind.Stalled);

    public static TaskSnapshot Progressed(this TaskSnapshot task) => task.Reported(ReportKind.Progress);

    public static TaskSnapshot Ended(this TaskSnapshot task, int exitCode = 0) => task.Reported(
        ReportKind.Ended, new() { Kind = EndKind.Exited, ExitCode = exitCode, TreeEmpty = true, OutputBytes = 3 });

    public static TaskSnapshot Declined(this TaskSnapshot task) => task.Reported(ReportKind.Declined);

    public static TaskSnapshot Cancelled(this TaskSnapshot task, bool force = false) =>
        task.Then(new TaskCommand.Cancel("admin", force));

    private static TaskSnapshot Reported(this TaskSnapshot task, ReportKind kind, AttemptEnd? end = null) =>
        task.Then(new TaskCommand.Report(task.AgentId!.Value, new()
        {
            TaskId = task.Id, Attempt = task.Attempt, Seq = task.Seq + 1, Kind = kind, At = Start, End = end,
        }));
}
