using System.Text.Json.Serialization;

namespace TaskSync.Core.Tasks;

/// <summary>Why a task is where it is, for programs; the message beside it is for people.</summary>
[JsonConverter(typeof(SnakeCaseEnum<TaskReason>))]
public enum TaskReason
{
    /// <summary>Nothing to explain.</summary>
    None,

    /// <summary>The process ended with an exit code that is not zero.</summary>
    ExitCode,

    /// <summary>The process was ended by a signal that TaskSync did not send.</summary>
    Signal,

    /// <summary>It ran longer than its timeout, and the agent stopped it.</summary>
    Timeout,

    /// <summary>The runner judged the work as failed, whatever the exit code (a coding agent's <c>is_error</c>).</summary>
    ResultError,

    /// <summary>The agent was not heard for so long that the work counts as lost.</summary>
    Orphaned,

    /// <summary>The agent held the attempt once and no longer knows it.</summary>
    AgentForgot,

    /// <summary>The agent was removed from the fleet.</summary>
    AgentRemoved,

    /// <summary>It waited in the queue for longer than it was allowed to.</summary>
    QueueExpired,

    /// <summary>The process could not be started.</summary>
    StartFailed,

    /// <summary>The process is gone and left no record of how it ended.</summary>
    ExitUnknown,

    /// <summary>Cancelled, but nobody has seen that the process tree is empty.</summary>
    Unconfirmed,

    /// <summary>Somebody asked for it.</summary>
    Requested,

    /// <summary>The agent's lease ended.</summary>
    LeaseExpired,

    /// <summary>The agent declined the attempt durably; it never ran.</summary>
    Declined,

    /// <summary>A person answered its question.</summary>
    Answered,

    /// <summary>It works and shows no sign of life.</summary>
    Stalled,

    /// <summary>Held for a person after a backup was restored.</summary>
    Restored,

    /// <summary>It begins a new conversation: the one before it lives on the agent from which its session was moved.</summary>
    ConversationMoved,

    /// <summary>It begins a new conversation: the CLI no longer knows the one before it.</summary>
    ConversationForgotten,
}
