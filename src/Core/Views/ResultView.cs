using TaskSync.Core.Tasks;

namespace TaskSync.Core.Views;

/// <summary>What came of a coding agent's task. Rows of lists and of the feed have the first words and the cost.</summary>
public sealed record ResultView
{
    /// <summary>
    /// The answer, at most <see cref="Limits.ResultTextLength"/> characters; in rows the beginning of its first line.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Whether the runner judged the work as failed; null in rows, whose state says it.</summary>
    public bool? IsError { get; init; }

    /// <summary>US dollars that this task alone cost; null if unknown.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>How often the model was asked; null if unknown.</summary>
    public int? NumTurns { get; init; }

    /// <summary>Milliseconds that it took, as the CLI counts them; null if unknown.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The model that answered; null if unknown.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens of this task; null if unknown.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Tools that it wanted and was not allowed; null if none.</summary>
    public IReadOnlyList<Denial>? Denials { get; init; }

    /// <summary>All that is known; null for a task without a result.</summary>
    public static ResultView? Of(TaskResult? result) => result is null ? null : new()
    {
        Text = result.Text,
        IsError = result.IsError,
        CostUsd = result.CostUsd,
        NumTurns = result.Turns,
        DurationMs = result.DurationMs,
        Model = result.Model,
        Usage = result.Usage,
        Denials = result.Denials,
    };

    /// <summary>As rows have it, from what they store; null if there is nothing to say.</summary>
    public static ResultView? Brief(string? line, long? costNano) => line is null && costNano is null ? null : new()
    {
        Text = Texts.ClipJson(line, Limits.RowResultBytes),
        CostUsd = costNano is { } cost ? Costs.FromNano(cost) : null,
    };

    /// <summary>The line of a result that rows store.</summary>
    public static string? LineOf(TaskResult? result) =>
        result?.Text is { } text ? Texts.Clip(Texts.FirstLine(text), Limits.TitleLength) : null;
}

/// <summary>The conversation of a coding agent that a task goes on with, or began.</summary>
public sealed record ConversationView
{
    /// <summary>The CLI's own id of it; a CLI may give it a new one at any turn.</summary>
    public required string Id { get; init; }

    /// <summary>The folder of the agent's machine in which it lives; null if the CLI did not say.</summary>
    public string? Cwd { get; init; }

    /// <summary>Whether the task goes on with what an earlier one began.</summary>
    public required bool Resumed { get; init; }

    /// <summary>Whether the CLI said that it no longer knows it.</summary>
    public required bool Forgotten { get; init; }

    /// <summary>The conversation of a task; null before it is known, and for commands.</summary>
    public static ConversationView? Of(TaskSnapshot task) =>
        (task.Conversation ?? task.Resumes) is not { } held ? null : new()
        {
            Id = held.Id,
            Cwd = held.Cwd,
            Resumed = task.Resumes is not null,
            Forgotten = held.Forgotten,
        };
}
