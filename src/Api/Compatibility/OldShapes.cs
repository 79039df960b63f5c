using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Compatibility;

/// <summary>
/// The body of <c>POST /api/task</c>. Other fields, <c>agent_url</c> among them, are passed over: the server knows the
/// fleet by itself.
/// </summary>
internal sealed record OldSubmit
{
    public string? Prompt { get; init; }

    /// <summary>The session to append to: one of ours, or any name of the caller's own for one.</summary>
    public string? SessionId { get; init; }

    public string? Tier { get; init; }

    public string? Model { get; init; }

    public int? TimeoutSeconds { get; init; }
}

/// <summary>The answer of <c>POST /api/task</c>.</summary>
internal sealed record OldAccepted(string TaskId, string SessionId, string State);

/// <summary>A task in the shape of before; rows of the history have no output.</summary>
internal sealed record OldTask
{
    public required string TaskId { get; init; }

    public required string SessionId { get; init; }

    public required string State { get; init; }

    /// <summary>The prompt; in rows its first line.</summary>
    public string? Prompt { get; init; }

    public string? Output { get; init; }

    public string? Error { get; init; }

    public int? ExitCode { get; init; }

    public string? AgentId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public static OldTask Of(TaskView task) => new()
    {
        TaskId = task.TaskId.Value,
        SessionId = task.SessionId.Value,
        State = OldStates.Of(task.State),
        Prompt = task.Prompt ?? task.Title,
        Output = task.Result?.Text,
        Error = task.State == TaskState.Failed ? task.Message ?? task.Result?.Text : null,
        ExitCode = task.ExitCode,
        AgentId = task.AgentId?.Value,
        CreatedAt = task.CreatedAt,
        StartedAt = task.StartedAt,
        CompletedAt = task.EndedAt,
    };

    public static OldTask Of(TaskSummary task) => new()
    {
        TaskId = task.TaskId.Value,
        SessionId = task.SessionId.Value,
        State = OldStates.Of(task.State),
        Prompt = task.Title,
        Error = task.State == TaskState.Failed ? task.Message : null,
        ExitCode = task.ExitCode,
        AgentId = task.AgentId?.Value,
        CreatedAt = task.CreatedAt,
        StartedAt = task.StartedAt,
        CompletedAt = task.EndedAt,
    };
}

/// <summary>A page of the history, newest first, what is in progress included.</summary>
internal sealed record OldHistory(IReadOnlyList<OldTask> Entries, int Page, int Limit, bool HasMore);

/// <summary>The five states of before. Whatever is under way, certain or not, was called working.</summary>
internal static class OldStates
{
    public static string Of(TaskState state) => state switch
    {
        TaskState.InputRequired or TaskState.Cancelling or TaskState.Unknown => Words.Of(TaskState.Working),
        _ => Words.Of(state),
    };
}
