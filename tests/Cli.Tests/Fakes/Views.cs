using TaskSync.Core;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Tests.Fakes;

/// <summary>Tasks as a server would show them.</summary>
internal static class Views
{
    private static readonly DateTimeOffset Noon = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    public static TaskView Task(string name = "one", TaskState state = TaskState.Queued) => new()
    {
        TaskId = TaskId.Derive(name),
        SessionId = SessionId.Derive(name),
        Ordinal = 1,
        Kind = TaskKind.Command,
        Title = name,
        Argv = ["true"],
        TimeoutSeconds = 1800,
        State = state,
        Attempt = state == TaskState.Queued ? 0 : 1,
        Custody = state.IsTerminal() ? Custody.Gone : Custody.None,
        Version = 1,
        Change = 1,
        CreatedAt = Noon,
        Since = Noon,
        StartedAt = Noon,
        EndedAt = state.IsTerminal() ? Noon.AddSeconds(3) : null,
        Proven = true,
        Next = state.IsTerminal() ? null : new NextStep { Action = "start", Message = "waits for an agent" },
        OutputBytes = 0,
        StderrBytes = 0,
        OutputComplete = state.IsTerminal(),
        Timeline = [],
    };

    public static TaskView Prompt(string name = "one", TaskState state = TaskState.Queued) =>
        Task(name, state) with { Kind = TaskKind.Claude, Prompt = name, Argv = null };

    public static SessionSummary Session(string name = "one") => new()
    {
        SessionId = SessionId.Derive(name),
        Title = name,
        State = SessionState.Idle,
        LastEnd = TaskState.Completed,
        Version = 1,
        Change = 1,
        CreatedAt = Noon,
        LastActivityAt = Noon,
        Archived = false,
        Counts = new StateCounts { Completed = 1 },
        CostUsd = 0.05m,
    };

    public static TaskSummary Row(TaskView task) => new()
    {
        TaskId = task.TaskId,
        SessionId = task.SessionId,
        Ordinal = task.Ordinal,
        Kind = task.Kind,
        Title = task.Title,
        State = task.State,
        Attempt = task.Attempt,
        Custody = task.Custody,
        Version = task.Version,
        Change = task.Change,
        CreatedAt = task.CreatedAt,
        Since = task.Since,
        StalledSince = task.StalledSince,
        ExitCode = task.ExitCode,
    };
}
