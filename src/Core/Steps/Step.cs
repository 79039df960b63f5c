using System.Text.Json.Serialization;

namespace TaskSync.Core.Steps;

/// <summary>What kind of step.</summary>
[JsonConverter(typeof(SnakeCaseEnum<StepKind>))]
public enum StepKind
{
    /// <summary>Not a kind.</summary>
    None,

    /// <summary>The model says something.</summary>
    Text,

    /// <summary>The model thinks.</summary>
    Thinking,

    /// <summary>The model wants a tool used.</summary>
    ToolUse,

    /// <summary>A tool answered.</summary>
    ToolResult,

    /// <summary>The CLI itself says something: that it tries again, that it made room.</summary>
    Notice,

    /// <summary>The turn came to its result.</summary>
    Result,
}

/// <summary>One thing that a coding agent did, read from its CLI's output.</summary>
public sealed record Step
{
    /// <summary>Where its line begins in stdout, in bytes. Steps of one line share it.</summary>
    public required long At { get; init; }

    /// <summary>What it is.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>
    /// What was said, answered or, as compact JSON, given to a tool; at most
    /// <see cref="Limits.StepTextLength"/> characters.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>The tool that is used.</summary>
    public string? Tool { get; init; }

    /// <summary>Joins the use of a tool and its answer.</summary>
    public string? ToolUseId { get; init; }

    /// <summary>The tool use within which a sub-agent did it; null for the agent itself.</summary>
    public string? ParentToolUseId { get; init; }

    /// <summary>Whether a tool or the turn failed; null where nothing can.</summary>
    public bool? IsError { get; init; }

    /// <summary>True if the text was cut; the output has all of it.</summary>
    public bool? Truncated { get; init; }
}

/// <summary>Some of a task's steps, in their order.</summary>
public sealed record StepPage
{
    /// <summary>The task.</summary>
    public required TaskId TaskId { get; init; }

    /// <summary>The attempt whose steps these are; 0 if there was none.</summary>
    public required int Attempt { get; init; }

    /// <summary>The steps.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>What <c>?after=</c> takes to go on behind these.</summary>
    public required long Next { get; init; }

    /// <summary>Whether no more will come: the output is complete, and this was its end.</summary>
    public required bool Complete { get; init; }
}
