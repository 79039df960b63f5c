using TaskSync.Core.Protocol;

namespace TaskSync.Core.Tasks;

/// <summary>Something that somebody wants of a task. What it does depends on the state: see <c>docs/lifecycle.md</c>.</summary>
public abstract record TaskCommand
{
    private TaskCommand() { }

    /// <summary>Accept a new task.</summary>
    public sealed record Create(
        TaskId Id, SessionId SessionId, long Ordinal, TaskSpec Spec, string RequestHash, string By, TaskId? RetryOf = null)
        : TaskCommand;

    /// <summary>
    /// Ask an agent to run it: the next attempt, which goes on with a conversation that lives there, or begins a new one
    /// although there was one, and then says why.
    /// </summary>
    public sealed record Offer(AgentId Agent, Conversation? Resumes = null, TaskReason Anew = TaskReason.None) : TaskCommand;

    /// <summary>A sync of the agent lists the attempt.</summary>
    public sealed record List(AgentId Agent, int Attempt, AttemptPhase Phase) : TaskCommand;

    /// <summary>The agent says something of an attempt.</summary>
    public sealed record Report(AgentId Agent, AttemptReport What) : TaskCommand;

    /// <summary>A sync of the agent no longer lists what it was offered or held.</summary>
    public sealed record Forget(AgentId Agent, int Attempt) : TaskCommand;

    /// <summary>The agent's lease ended.</summary>
    public sealed record LoseLease(AgentId Agent, int Attempt, DateTimeOffset LastHeardAt) : TaskCommand;

    /// <summary>The agent was removed from the fleet.</summary>
    public sealed record RemoveAgent(AgentId Agent, DateTimeOffset LastHeardAt) : TaskCommand;

    /// <summary>Stop it; with <paramref name="Force"/>, count it as stopped without proof.</summary>
    public sealed record Cancel(string By, bool Force) : TaskCommand;

    /// <summary>A person answers what it asks. The first answer counts.</summary>
    public sealed record Answer(string RequestId, AnswerBehavior Behavior, string? Text, string By) : TaskCommand;

    /// <summary>Look whether a deadline has passed.</summary>
    /// <param name="HeardAt">
    /// When its agent was last heard, if it was since the server started. It may have been while the task could not be written, so the
    /// task itself does not know.
    /// </param>
    public sealed record Look(DateTimeOffset? HeardAt = null) : TaskCommand;

    /// <summary>A backup was restored: wait for a person before anything starts.</summary>
    public sealed record HoldRestored : TaskCommand;

    /// <summary>A person lets a held task go on.</summary>
    public sealed record Release(string By) : TaskCommand;
}
