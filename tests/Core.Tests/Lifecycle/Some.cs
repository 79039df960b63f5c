namespace TaskSync.Core.Tests.Lifecycle;

/// <summary>The cast of every scenario: one task, the agent that runs it, another one, and a day.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Day = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    public static readonly TaskId Task = TaskId.Derive("task");
    public static readonly SessionId Session = SessionId.Derive("session");
    public static readonly AgentId Agent = AgentId.Derive("agent");
    public static readonly AgentId Other = AgentId.Derive("other agent");

    public static TaskCommand.Create Create(AgentId? pinned = null) =>
        new(Task, Session, 1, Spec(pinned), "hash", "ada");

    public static TaskSpec Spec(AgentId? pinned = null) =>
        new() { Kind = TaskKind.Command, Argv = ["true"], Agent = pinned, Title = "true" };

    /// <summary>An agent that never has to do with the task.</summary>
    public static readonly AgentId Stranger = AgentId.Derive("stranger");

    /// <summary>A task after these commands, of which none may be refused or ignored.</summary>
    public static TaskSnapshot After(params IEnumerable<TaskCommand> commands)
    {
        TaskSnapshot? task = null;
        foreach (TaskCommand command in commands)
        {
            task = Assert.IsType<TaskDecision.Moved>(TaskMachine.Decide(task, command, Day)).Next;
        }
        return task!;
    }

    public static TaskCommand.Report Report(ReportKind kind, long seq, int attempt = 1, AgentId? agent = null) =>
        new(agent ?? Agent, new()
        {
            TaskId = Task, Attempt = attempt, Seq = seq, Kind = kind, At = Day,
            End = kind == ReportKind.Ended ? Exit(0) : null,
        });

    public static TaskCommand.Report Ended(AttemptEnd end, long seq, int attempt = 1, AgentId? agent = null)
    {
        TaskCommand.Report report = Report(ReportKind.Ended, seq, attempt, agent);
        return report with { What = report.What with { End = end } };
    }

    public static AttemptEnd Exit(int code) => new() { Kind = EndKind.Exited, ExitCode = code, TreeEmpty = true };

    public static AttemptEnd Stopped(StopCause cause, bool treeEmpty) => new()
    {
        Kind = EndKind.Exited, Signal = 15, StoppedBy = cause, TreeEmpty = treeEmpty,
        Leftovers = treeEmpty ? [] : ["4711 sleep"],
    };
}
