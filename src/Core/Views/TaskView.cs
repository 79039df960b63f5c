using TaskSync.Core.Tasks;

namespace TaskSync.Core.Views;

/// <summary>A task as <c>GET /api/tasks/{id}</c> shows it.</summary>
public sealed record TaskView
{
    /// <summary>The task.</summary>
    public required TaskId TaskId { get; init; }

    /// <summary>Its session.</summary>
    public required SessionId SessionId { get; init; }

    /// <summary>Its place in the session.</summary>
    public required long Ordinal { get; init; }

    /// <summary>The runner.</summary>
    public required TaskKind Kind { get; init; }

    /// <summary>What lists show.</summary>
    public required string Title { get; init; }

    /// <summary>What a coding agent was asked.</summary>
    public string? Prompt { get; init; }

    /// <summary>Program and arguments of a command.</summary>
    public IReadOnlyList<string>? Argv { get; init; }

    /// <summary>The folder that was asked for.</summary>
    public string? Cwd { get; init; }

    /// <summary>Labels that the agent must carry.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Names of the environment variables; their values may be secret and are not shown.</summary>
    public IReadOnlyList<string>? EnvNames { get; init; }

    /// <summary>How long its process may run.</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>The task that this one tries again.</summary>
    public TaskId? RetryOf { get; init; }

    /// <summary>The state.</summary>
    public required TaskState State { get; init; }

    /// <summary>Why.</summary>
    public TaskReason? Reason { get; init; }

    /// <summary>Why, as a sentence.</summary>
    public string? Message { get; init; }

    /// <summary>The newest attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>Where that attempt is.</summary>
    public required Custody Custody { get; init; }

    /// <summary>Counts the changes of the task.</summary>
    public required long Version { get; init; }

    /// <summary>Its place in the change feed.</summary>
    public required long Change { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it came into its state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the newest attempt's process started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>
    /// When a running attempt last showed a sign of life; null while it does. The reason is <c>stalled</c> then.
    /// </summary>
    public DateTimeOffset? StalledSince { get; init; }

    /// <summary>When it came into its terminal state.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The agent of the newest attempt.</summary>
    public AgentId? AgentId { get; init; }

    /// <summary>When that agent was last heard.</summary>
    public DateTimeOffset? LastHeardAt { get; init; }

    /// <summary>Whether the state is proven right now; false within the grace after the server's own downtime.</summary>
    public required bool Proven { get; init; }

    /// <summary>What happens next, and when; null in a terminal state.</summary>
    public NextStep? Next { get; init; }

    /// <summary>The exit code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What it waits for a person to say; answer with <c>POST /api/tasks/{id}/answer</c>.</summary>
    public Question? Question { get; init; }

    /// <summary>The answer that is on its way to it.</summary>
    public Answer? Answer { get; init; }

    /// <summary>What came of it; null before, and for plain commands.</summary>
    public ResultView? Result { get; init; }

    /// <summary>The coding agent's conversation; null before it is known, and for plain commands.</summary>
    public ConversationView? Conversation { get; init; }

    /// <summary>Bytes of stdout that the server has.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>Bytes of stderr that the server has.</summary>
    public required long StderrBytes { get; init; }

    /// <summary>Whether these are all: the end is reported, and every byte is here.</summary>
    public required bool OutputComplete { get; init; }

    /// <summary>What came after the terminal state.</summary>
    public LateReport? LateReport { get; init; }

    /// <summary>How it came here.</summary>
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }
}

/// <summary>A task as lists and the change feed show it: at most 2 kB, without prompt, output or timeline.</summary>
public sealed record TaskSummary
{
    /// <summary>The task.</summary>
    public required TaskId TaskId { get; init; }

    /// <summary>Its session.</summary>
    public required SessionId SessionId { get; init; }

    /// <summary>Its place in the session.</summary>
    public required long Ordinal { get; init; }

    /// <summary>The runner.</summary>
    public required TaskKind Kind { get; init; }

    /// <summary>What lists show.</summary>
    public required string Title { get; init; }

    /// <summary>The state.</summary>
    public required TaskState State { get; init; }

    /// <summary>Why.</summary>
    public TaskReason? Reason { get; init; }

    /// <summary>Why, as a sentence of at most <see cref="Limits.MessageLength"/> characters.</summary>
    public string? Message { get; init; }

    /// <summary>The newest attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>Where that attempt is.</summary>
    public required Custody Custody { get; init; }

    /// <summary>Counts the changes of the task.</summary>
    public required long Version { get; init; }

    /// <summary>Its place in the change feed.</summary>
    public required long Change { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it came into its state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the newest attempt's process started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When a running attempt last showed a sign of life; null while it does.</summary>
    public DateTimeOffset? StalledSince { get; init; }

    /// <summary>When it came into its terminal state.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The agent of the newest attempt.</summary>
    public AgentId? AgentId { get; init; }

    /// <summary>When it counts as orphaned unless its agent is heard.</summary>
    public DateTimeOffset? OrphanAt { get; init; }

    /// <summary>The exit code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The beginning of its result, and what it cost; null if there is none.</summary>
    public ResultView? Result { get; init; }

    /// <summary>Whether a late report is there to be seen.</summary>
    public bool? Late { get; init; }

    /// <summary>Whether the state is proven right now; only in answers that read the leases, not in the feed.</summary>
    public bool? Proven { get; init; }

    /// <summary>True if what is stored of it can't be read: the rest is what its row still says.</summary>
    public bool? Damaged { get; init; }

    /// <summary>The row of a task.</summary>
    public static TaskSummary Of(TaskSnapshot task, long change) => new()
    {
        TaskId = task.Id,
        SessionId = task.SessionId,
        Ordinal = task.Ordinal,
        Kind = task.Spec.Kind,
        Title = RowTitle(task.Spec.Title),
        State = task.State,
        Reason = task.Reason == TaskReason.None ? null : task.Reason,
        Message = RowMessage(task.Message),
        Attempt = task.Attempt,
        Custody = task.Custody,
        Version = task.Version,
        Change = change,
        CreatedAt = task.CreatedAt,
        Since = task.Since,
        StartedAt = task.StartedAt,
        StalledSince = SilentSince(task),
        EndedAt = task.EndedAt,
        AgentId = task.AgentId,
        OrphanAt = task.OrphanAt,
        ExitCode = task.ExitCode,
        Result = ResultView.Brief(ResultView.LineOf(task.Result), Costs.ToNano(task.Result?.CostUsd)),
        Late = task.LateReport is null ? null : true,
    };
    /// <summary>What is shown of its silence: nothing of an attempt whose agent itself is not heard.</summary>
    public static DateTimeOffset? SilentSince(TaskSnapshot task) =>
        task.Reason == TaskReason.Stalled ? task.StalledSince : null;

    /// <summary>A title as rows have it.</summary>
    public static string RowTitle(string title) => Texts.ClipJson(title, Limits.RowTitleBytes);

    /// <summary>A message as rows have it.</summary>
    public static string? RowMessage(string? message) =>
        Texts.ClipJson(Texts.Clip(message, Limits.MessageLength), Limits.RowMessageBytes);
}
