using System.Text.Json.Serialization;
using TaskSync.Core.Tasks;

namespace TaskSync.Core.Views;

/// <summary>The body of <c>POST /api/tasks</c>. Unknown fields are refused by name.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SubmitRequest
{
    /// <summary>command, claude or codex.</summary>
    public string? Kind { get; init; }

    /// <summary>What a coding agent is asked.</summary>
    public string? Prompt { get; init; }

    /// <summary>Program and arguments of a command.</summary>
    public IReadOnlyList<string>? Argv { get; init; }

    /// <summary>The session to append to; a new one when absent.</summary>
    public string? SessionId { get; init; }

    /// <summary>The agent, by id or name, that must run it.</summary>
    public string? Agent { get; init; }

    /// <summary>Labels that the agent must carry.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The folder to run in.</summary>
    public string? Cwd { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>The model to ask for.</summary>
    public string? Model { get; init; }

    /// <summary>fast, standard or heavy.</summary>
    public string? Tier { get; init; }

    /// <summary>How long the process may run.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>How long it may wait in the queue.</summary>
    public int? QueueExpirySeconds { get; init; }

    /// <summary>How long after its agent was last heard it counts as orphaned.</summary>
    public int? OrphanTimeoutSeconds { get; init; }

    /// <summary>What lists show.</summary>
    public string? Title { get; init; }
}

/// <summary>The body of <c>POST /api/tasks/{id}/cancel</c>; may be absent.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CancelRequest
{
    /// <summary>Count it as cancelled without proof that its process is gone.</summary>
    public bool Force { get; init; }
}

/// <summary>The body of <c>POST /api/tasks/{id}/answer</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AnswerRequest
{
    /// <summary>The question that is answered: what <see cref="TaskView.Question"/> calls <c>request_id</c>.</summary>
    public string? RequestId { get; init; }

    /// <summary><c>allow</c> or <c>deny</c>.</summary>
    public string? Behavior { get; init; }

    /// <summary>With a denial, why or what to do instead; with leave, the reply to a question that asks for one.</summary>
    public string? Text { get; init; }
}

/// <summary>The body of <c>PATCH /api/sessions/{id}</c>: what is absent stays.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SessionPatch
{
    /// <summary>A new title; an empty one takes the first task's again.</summary>
    public string? Title { get; init; }

    /// <summary>Whether it is put away.</summary>
    public bool? Archived { get; init; }
}

/// <summary>The body of <c>POST /api/sessions/{id}/move</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MoveRequest
{
    /// <summary>The agent, by id or name.</summary>
    public required string Agent { get; init; }
}

/// <summary>The body of <c>POST /api/agents/{id}/drain</c>; may be absent.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DrainRequest
{
    /// <summary>False takes the drain back.</summary>
    [JsonRequired]
    public bool Draining { get; init; } = true;
}

/// <summary>The answer of <c>POST /api/agents/invites</c>. The code is shown this once.</summary>
public sealed record InviteView
{
    /// <summary>The one-use code.</summary>
    public required string Code { get; init; }

    /// <summary>When it stops being good.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>The body of <c>POST /api/login</c>: a one-time code from the printed link, or a token.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LoginRequest
{
    /// <summary>The code of a one-time link.</summary>
    public string? Code { get; init; }

    /// <summary>An admin token.</summary>
    public string? Token { get; init; }
}

/// <summary>What holds a task up or moves it on next, and when.</summary>
public sealed record NextStep
{
    /// <summary>
    /// A machine-readable word: start, wait_for_turn, wait_for_agent, wait_for_proof, wait_for_person, report, stop, orphan, overdue.
    /// </summary>
    public required string Action { get; init; }

    /// <summary>The same as a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>When it happens by itself at the latest; null if nothing is set for a time.</summary>
    public DateTimeOffset? At { get; init; }
}
