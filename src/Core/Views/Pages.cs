using System.Text.Json.Serialization;
using TaskSync.Core.Agents;
using TaskSync.Core.Sessions;

namespace TaskSync.Core.Views;

/// <summary>One page of tasks, newest first.</summary>
public sealed record TaskPage
{
    /// <summary>The rows.</summary>
    public required IReadOnlyList<TaskSummary> Tasks { get; init; }

    /// <summary>What <c>?cursor=</c> takes for the next page; null at the end.</summary>
    public string? Next { get; init; }

    /// <summary>The head of the change feed, read in the same transaction.</summary>
    public required string Cursor { get; init; }
}

/// <summary>One page of sessions, the last active first.</summary>
public sealed record SessionPage
{
    /// <summary>The rows.</summary>
    public required IReadOnlyList<SessionSummary> Sessions { get; init; }

    /// <summary>What <c>?cursor=</c> takes for the next page; null at the end.</summary>
    public string? Next { get; init; }

    /// <summary>The head of the change feed, read in the same transaction.</summary>
    public required string Cursor { get; init; }
}

/// <summary>A session and its newest tasks, oldest first.</summary>
public sealed record SessionView
{
    /// <summary>The session.</summary>
    public required SessionSummary Session { get; init; }

    /// <summary>Its newest tasks, in order; older ones come with <c>GET /api/tasks?session_id=</c>.</summary>
    public required IReadOnlyList<TaskSummary> Tasks { get; init; }

    /// <summary>The head of the change feed, read in the same transaction.</summary>
    public required string Cursor { get; init; }
}

/// <summary>The fleet.</summary>
public sealed record AgentPage
{
    /// <summary>All agents that were not removed.</summary>
    public required IReadOnlyList<AgentSummary> Agents { get; init; }

    /// <summary>The head of the change feed, read in the same transaction.</summary>
    public required string Cursor { get; init; }
}

/// <summary>Something that is no longer in the catalog.</summary>
public sealed record Removal
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Always true.</summary>
    [JsonRequired]
    public bool Removed { get; init; } = true;

    /// <summary>Its place in the change feed.</summary>
    public required long Change { get; init; }
}

/// <summary>The beat of the change feed, every two seconds while the lease watcher runs.</summary>
public sealed record Beat
{
    /// <summary>The server's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The head of the feed: whoever has come this far has seen everything.</summary>
    public required string Head { get; init; }

    /// <summary>Agents that were not heard yet since the server's own downtime; what is shown of their work is not proven.</summary>
    public required IReadOnlyList<AgentId> Unproven { get; init; }
}

/// <summary>Why a follower has to take a new snapshot.</summary>
public sealed record FeedReset
{
    /// <summary>A sentence.</summary>
    public required string Why { get; init; }
}

/// <summary>
/// Says that a task's output grew: a hint without a place in the feed, and whoever misses one misses nothing else.
/// </summary>
public sealed record OutputHint
{
    /// <summary>The task.</summary>
    public required TaskId TaskId { get; init; }

    /// <summary>The attempt that wrote it.</summary>
    public required int Attempt { get; init; }

    /// <summary>Bytes of its stdout that the server has.</summary>
    public required long Bytes { get; init; }
}
