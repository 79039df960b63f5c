using System.Text.Json.Serialization;

namespace TaskSync.Core.Tasks;

/// <summary>What the authority knows of a task. <c>docs/lifecycle.md</c> has the whole table.</summary>
[JsonConverter(typeof(SnakeCaseEnum<TaskState>))]
public enum TaskState
{
    /// <summary>There is no such task. Never stored, never shown.</summary>
    None,

    /// <summary>Accepted and on disk; waits for its turn or a slot, or is offered and not yet reported.</summary>
    Queued,

    /// <summary>An agent reported the start, and its lease is unexpired.</summary>
    Working,

    /// <summary>The attempt waits for a person's answer.</summary>
    InputRequired,

    /// <summary>Asked to stop; the process is not yet proven gone.</summary>
    Cancelling,

    /// <summary>The agent has not been heard since its lease ended; the work may still run.</summary>
    Unknown,

    /// <summary>Terminal: the work ended well.</summary>
    Completed,

    /// <summary>Terminal: the work ended badly, or its end can't be known. The reason says which.</summary>
    Failed,

    /// <summary>Terminal: stopped because somebody asked.</summary>
    Cancelled,
}

/// <summary>Questions about a state that more than one part asks.</summary>
public static class TaskStates
{
    /// <summary>Whether the state never changes again.</summary>
    public static bool IsTerminal(this TaskState state) =>
        state is TaskState.Completed or TaskState.Failed or TaskState.Cancelled;

    /// <summary>Whether the task is under way: neither waiting in the queue nor over.</summary>
    public static bool IsActive(this TaskState state) =>
        state is TaskState.Working or TaskState.InputRequired or TaskState.Cancelling or TaskState.Unknown;
}
