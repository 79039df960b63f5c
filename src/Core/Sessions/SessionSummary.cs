using System.Text.Json.Serialization;
using TaskSync.Core.Tasks;

namespace TaskSync.Core.Sessions;

/// <summary>How a session stands as a whole, derived from its tasks.</summary>
[JsonConverter(typeof(SnakeCaseEnum<SessionState>))]
public enum SessionState
{
    /// <summary>No such session.</summary>
    None,

    /// <summary>Nothing is under way.</summary>
    Idle,

    /// <summary>Tasks wait, none is under way.</summary>
    Queued,

    /// <summary>A task is worked on.</summary>
    Working,

    /// <summary>A task waits for an answer.</summary>
    InputRequired,

    /// <summary>A task is being stopped.</summary>
    Cancelling,

    /// <summary>A task's agent is not heard.</summary>
    Unknown,
}

/// <summary>How many tasks of a session are in each state.</summary>
public sealed record StateCounts
{
    /// <summary>Waiting.</summary>
    public int Queued { get; init; }

    /// <summary>Worked on.</summary>
    public int Working { get; init; }

    /// <summary>Waiting for an answer.</summary>
    public int InputRequired { get; init; }

    /// <summary>Being stopped.</summary>
    public int Cancelling { get; init; }

    /// <summary>Not heard of.</summary>
    public int Unknown { get; init; }

    /// <summary>Ended well.</summary>
    public int Completed { get; init; }

    /// <summary>Ended badly.</summary>
    public int Failed { get; init; }

    /// <summary>Stopped on request.</summary>
    public int Cancelled { get; init; }

    /// <summary>All of them.</summary>
    [JsonIgnore]
    public int Total => Queued + Working + InputRequired + Cancelling + Unknown + Completed + Failed + Cancelled;

    /// <summary>
    /// The session's state. What needs a person comes first, then what is least certain; at most one task is active, so
    /// the order only matters after a person continued past an unproven one.
    /// </summary>
    public SessionState Derive() => this switch
    {
        { InputRequired: > 0 } => SessionState.InputRequired,
        { Unknown: > 0 } => SessionState.Unknown,
        { Cancelling: > 0 } => SessionState.Cancelling,
        { Working: > 0 } => SessionState.Working,
        { Queued: > 0 } => SessionState.Queued,
        _ => SessionState.Idle,
    };
}

/// <summary>A session as lists and the change feed show it.</summary>
public sealed record SessionSummary
{
    /// <summary>The session.</summary>
    public required SessionId SessionId { get; init; }

    /// <summary>The title: a person's, else the first task's.</summary>
    public required string Title { get; init; }

    /// <summary>Derived from its tasks.</summary>
    public required SessionState State { get; init; }

    /// <summary>Counts the changes of this row.</summary>
    public required long Version { get; init; }

    /// <summary>Its place in the change feed.</summary>
    public required long Change { get; init; }

    /// <summary>When its first task was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When one of its tasks last changed.</summary>
    public required DateTimeOffset LastActivityAt { get; init; }

    /// <summary>Whether it was put away.</summary>
    public required bool Archived { get; init; }

    /// <summary>When it was put away.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Where its next task runs; null while that is open.</summary>
    public AgentId? AgentId { get; init; }

    /// <summary>The folder of its newest task that has one; null if none has.</summary>
    public string? Cwd { get; init; }

    /// <summary>US dollars that its tasks cost; null if none said so.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Tokens of its tasks; null if none said so.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>The state in which its newest ended task ended.</summary>
    public TaskState? LastEnd { get; init; }

    /// <summary>While it is working and that shows no sign of life, when the last one was; null else.</summary>
    public DateTimeOffset? StalledSince { get; init; }

    /// <summary>True if what is stored of it, or of the work that shows no sign of life, can't be read.</summary>
    public bool? Damaged { get; init; }

    /// <summary>How many of its tasks are in each state.</summary>
    public required StateCounts Counts { get; init; }
}
