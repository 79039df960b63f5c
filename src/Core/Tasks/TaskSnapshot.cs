using System.Text.Json.Serialization;

namespace TaskSync.Core.Tasks;

/// <summary>
/// All that the authority knows of one task: the state of its grain, and what is stored. Immutable; every change goes
/// through <see cref="TaskMachine.Decide"/>.
/// </summary>
public sealed record TaskSnapshot
{
    /// <summary>The version of this stored shape; it is read from one version back.</summary>
    [JsonRequired]
    public int Shape { get; init; } = 1;

    /// <summary>The task.</summary>
    public TaskId Id { get; init; }

    /// <summary>Its session.</summary>
    public SessionId SessionId { get; init; }

    /// <summary>Its place in the session: 1, 2, …</summary>
    public long Ordinal { get; init; }

    /// <summary>What to run. Stored apart, once, because it can be large and never changes.</summary>
    [JsonIgnore]
    public TaskSpec Spec { get; init; } = new();

    /// <summary>The hash of the request that created it: the same key with another body is refused.</summary>
    public string RequestHash { get; init => field = value ?? ""; } = "";

    /// <summary>The task that this one tries again; null for a first submit.</summary>
    public TaskId? RetryOf { get; init; }

    /// <summary>The state.</summary>
    public TaskState State { get; init; }

    /// <summary>Why it is in this state.</summary>
    public TaskReason Reason { get; init; }

    /// <summary>The reason as a sentence.</summary>
    public string? Message { get; init; }

    /// <summary>Counts the changes: 1 at the submit, then one more for each.</summary>
    public long Version { get; init; }

    /// <summary>The newest attempt; 0 before the first offer. It is the fencing token of every report.</summary>
    public int Attempt { get; init; }

    /// <summary>Where the newest attempt is.</summary>
    public Custody Custody { get; init; }

    /// <summary>The agent of the newest attempt.</summary>
    public AgentId? AgentId { get; init; }

    /// <summary>The number of the last report of the newest attempt that counted.</summary>
    public long Seq { get; init; }

    /// <summary>Why it must wait for a person before it may be offered; <see cref="TaskReason.None"/> when it need not.</summary>
    public TaskReason Hold { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it came into its state, or was released to go on waiting in the queue.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When the newest attempt's process started, by the agent's clock.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>
    /// When the newest attempt last showed a sign of life, by the agent's clock; null while it does. It stays while the agent is
    /// not heard, because only an attempt that is silent still says nothing when the agent is back.
    /// </summary>
    public DateTimeOffset? StalledSince { get; init; }

    /// <summary>When it came into a terminal state.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it counts as orphaned unless its agent is heard; set in <c>unknown</c> and <c>cancelling</c>.</summary>
    public DateTimeOffset? OrphanAt { get; init; }

    /// <summary>When the agent was last heard before its lease ended; set with <see cref="OrphanAt"/>.</summary>
    public DateTimeOffset? LostSince { get; init; }

    /// <summary>Whether a stop was asked for, and by whom.</summary>
    public string? CancelledBy { get; init; }

    /// <summary>
    /// What the newest attempt waits for a person to say; kept while its agent is not heard, and null once it goes on.
    /// </summary>
    public Question? Question { get; init; }

    /// <summary>What a person said to <see cref="Question"/>; null before, and once it was delivered.</summary>
    public Answer? Answer { get; init; }

    /// <summary>The exit code, if the process ended with one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What the runner made of the end; null for plain commands.</summary>
    public TaskResult? Result { get; init; }

    /// <summary>The conversation that the newest attempt goes on with; null if it begins one, or has none.</summary>
    public Conversation? Resumes { get; init; }

    /// <summary>The conversation as the CLI reported it, for the session's next task to go on with; null before.</summary>
    public Conversation? Conversation { get; init; }

    /// <summary>The final length of stdout in bytes as the agent reported it with the end; null before.</summary>
    public long? OutputBytes { get; init; }

    /// <summary>The final length of stderr in bytes; null before the end.</summary>
    public long? StderrBytes { get; init; }

    /// <summary>What came after the terminal state; kept as evidence.</summary>
    public LateReport? LateReport { get; init; }

    /// <summary>How it came here: the newest <see cref="Limits.TimelineEntries"/> steps.</summary>
    public IReadOnlyList<TimelineEntry> Timeline { get; init => field = value ?? []; } = [];

    /// <summary>When it stops waiting in the queue.</summary>
    [JsonIgnore]
    public DateTimeOffset QueueExpiresAt => Since.AddSeconds(Spec.QueueExpirySeconds);

    /// <summary>The next deadline at which somebody has to look, whatever agents do; null if there is none.</summary>
    [JsonIgnore]
    public DateTimeOffset? LookAt => State switch
    {
        TaskState.Queued when Custody == Custody.None && Hold == TaskReason.None => QueueExpiresAt,
        TaskState.Unknown or TaskState.Cancelling => OrphanAt,
        _ => null,
    };

    /// <summary>Whether later tasks of the session have to wait for this one.</summary>
    [JsonIgnore]
    public bool BlocksTurn => !State.IsTerminal() || Custody.IsUnproven();
}

/// <summary>What a runner made of the end of an attempt.</summary>
public sealed record TaskResult
{
    /// <summary>The answer's text, at most <see cref="Limits.ResultTextLength"/>; the output has all of it.</summary>
    public string? Text { get; init; }

    /// <summary>Whether the runner judged the work as failed, whatever the exit code.</summary>
    public bool IsError { get; init; }

    /// <summary>US dollars that this task alone cost; null if unknown.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Turns that the coding agent took.</summary>
    public int? Turns { get; init; }

    /// <summary>Milliseconds that it took, as it counts them; null if unknown.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The model that answered; null if unknown.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens of this task; null if unknown.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>
    /// Tools that it wanted and was not allowed, the first <see cref="Limits.ResultDenials"/>; null if none. An answer that
    /// sounds finished may owe what is missing to them.
    /// </summary>
    public IReadOnlyList<Denial>? Denials { get; init; }
}

/// <summary>A tool that a coding agent was not allowed to use.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Input">What it would have been given, as JSON, at most <see cref="Limits.DenialInputLength"/>; null if unknown.</param>
public sealed record Denial(string Tool, string? Input);

/// <summary>A report that came when the task was already over: its state stays, the evidence is shown.</summary>
public sealed record LateReport
{
    /// <summary>When it came.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What the state would have become.</summary>
    public TaskState State { get; init; }

    /// <summary>And why.</summary>
    public TaskReason Reason { get; init; }

    /// <summary>The exit code, if there was one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The same as a sentence.</summary>
    public string? Message { get; init; }
}

/// <summary>One step of a task's way.</summary>
public sealed record TimelineEntry
{
    /// <summary>When the authority decided it.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The state before.</summary>
    public TaskState From { get; init; }

    /// <summary>The state after; the same as before where only custody or evidence changed.</summary>
    public TaskState To { get; init; }

    /// <summary>Why.</summary>
    public TaskReason Reason { get; init; }

    /// <summary>The attempt it was about.</summary>
    public int Attempt { get; init; }

    /// <summary>Who caused it: a principal, an agent's id, or <c>server</c>.</summary>
    public string By { get; init => field = value ?? ""; } = "";
}
