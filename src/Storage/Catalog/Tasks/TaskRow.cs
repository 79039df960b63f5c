using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Storage.Catalog.Tasks;

/// <summary>
/// The readable columns of a task, derived from its document; the same in every database. Words are those of JSON,
/// instants are ticks (<see cref="Instants"/>).
/// </summary>
internal sealed record TaskRow
{
    public required string TaskId { get; init; }

    public required string SessionId { get; init; }

    public required long Ordinal { get; init; }

    public required string Kind { get; init; }

    public required string Title { get; init; }

    public string? PinnedAgentId { get; init; }

    /// <summary>Null for none.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Without a slash at its end; null for the agent's default.</summary>
    public string? Cwd { get; init; }

    public required long CreatedAt { get; init; }

    public required string State { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public required long Attempt { get; init; }

    public required string Custody { get; init; }

    public string? AgentId { get; init; }

    public string? Hold { get; init; }

    public required bool IsOver { get; init; }

    public required bool BlocksTurn { get; init; }

    public required bool TakesSlot { get; init; }

    /// <summary>Whether an agent could be asked to run it, as far as the task itself goes.</summary>
    public required bool IsOfferable { get; init; }

    public long? LookAt { get; init; }

    public required long Since { get; init; }

    public long? StartedAt { get; init; }

    public long? EndedAt { get; init; }

    public long? OrphanAt { get; init; }

    public long? ExitCode { get; init; }

    public required bool IsLate { get; init; }

    /// <summary>The beginning of the result.</summary>
    public string? ResultLine { get; init; }

    /// <summary>Billionths of a US dollar; null if unknown.</summary>
    public long? CostNano { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? CacheReadTokens { get; init; }

    public long? CacheWriteTokens { get; init; }

    public required long Version { get; init; }

    public static TaskRow Of(TaskSnapshot task) => new()
    {
        TaskId = task.Id.Value,
        SessionId = task.SessionId.Value,
        Ordinal = task.Ordinal,
        Kind = Words.Of(task.Spec.Kind),
        Title = task.Spec.Title,
        PinnedAgentId = task.Spec.Agent?.Value,
        Labels = task.Spec.Labels.Count == 0 ? null : task.Spec.Labels,
        Cwd = task.Spec.Cwd?.TrimEnd('/'),
        CreatedAt = Instants.ToColumn(task.CreatedAt),
        State = Words.Of(task.State),
        Reason = WordOrNull(task.Reason),
        Message = Texts.Clip(task.Message, Limits.MessageLength),
        Attempt = task.Attempt,
        Custody = Words.Of(task.Custody),
        AgentId = task.AgentId?.Value,
        Hold = WordOrNull(task.Hold),
        IsOver = task.State.IsTerminal(),
        BlocksTurn = task.BlocksTurn,
        TakesSlot = task.Custody.TakesSlot(),
        IsOfferable = task is { State: TaskState.Queued, Custody: Core.Tasks.Custody.None, Hold: TaskReason.None },
        LookAt = Instants.ToColumn(task.LookAt),
        Since = Instants.ToColumn(task.Since),
        StartedAt = Instants.ToColumn(task.StartedAt),
        EndedAt = Instants.ToColumn(task.EndedAt),
        OrphanAt = Instants.ToColumn(task.OrphanAt),
        ExitCode = task.ExitCode,
        IsLate = task.LateReport is not null,
        ResultLine = ResultView.LineOf(task.Result),
        CostNano = Costs.ToNano(task.Result?.CostUsd),
        InputTokens = Tokens(task, usage => usage.InputTokens),
        OutputTokens = Tokens(task, usage => usage.OutputTokens),
        CacheReadTokens = Tokens(task, usage => usage.CacheReadTokens),
        CacheWriteTokens = Tokens(task, usage => usage.CacheWriteTokens),
        Version = task.Version,
    };

    /// <summary>When the task last changed, by its own account.</summary>
    public static DateTimeOffset ActivityOf(TaskSnapshot task) =>
        task.Timeline.Count > 0 ? task.Timeline[^1].At : task.Since;

    /// <summary>The folder that it works in, as far as that is known.</summary>
    public static string? FolderOf(TaskSnapshot task) => task.Conversation?.Cwd ?? task.Spec.Cwd;

    private static long? Tokens(TaskSnapshot task, Func<TokenUsage, long> count) =>
        task.Result?.Usage is { } usage ? Costs.Tokens(count(usage)) : null;

    private static string? WordOrNull(TaskReason reason) => reason == TaskReason.None ? null : Words.Of(reason);
}
