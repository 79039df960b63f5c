using TaskSync.Core.Tasks;

namespace TaskSync.Core.ClaudeStream;

/// <summary>One thing that a coding agent said; both readers speak of it in these words.</summary>
public abstract record StreamEvent
{
    private StreamEvent() { }

    /// <summary>The conversation that the line belongs to; null if it did not say.</summary>
    public string? SessionId { get; init; }

    /// <summary>A turn begins.</summary>
    /// <param name="Cwd">The folder that it works in.</param>
    /// <param name="Model">The model that it asks.</param>
    public sealed record Init(string? Cwd, string? Model) : StreamEvent;

    /// <summary>The model finished blocks of a message; the message may go on in later events.</summary>
    /// <param name="MessageId">The message; the same in each event about it.</param>
    /// <param name="ParentToolUseId">The tool use within which a sub-agent says this; else null.</param>
    /// <param name="Blocks">The blocks; those of unknown types are left out.</param>
    public sealed record Said(string? MessageId, string? ParentToolUseId, IReadOnlyList<Block> Blocks)
        : StreamEvent;

    /// <summary>Tools answered.</summary>
    /// <param name="ParentToolUseId">As with <see cref="Said"/>.</param>
    /// <param name="Results">The answers.</param>
    public sealed record Returned(string? ParentToolUseId, IReadOnlyList<ToolAnswer> Results) : StreamEvent;

    /// <summary>The CLI says something of its own work that people may want to know.</summary>
    /// <param name="Text">As a sentence.</param>
    public sealed record Notice(string Text) : StreamEvent;

    /// <summary>It waits for somebody to say whether it may use a tool.</summary>
    /// <param name="RequestId">By which the answer finds it.</param>
    /// <param name="Tool">The tool.</param>
    /// <param name="Input">What that would be given, as JSON.</param>
    public sealed record Asked(string RequestId, string Tool, string Input) : StreamEvent;

    /// <summary>It no longer waits for that.</summary>
    public sealed record Withdrawn(string RequestId) : StreamEvent;

    /// <summary>A tool is still at work.</summary>
    public sealed record Progress : StreamEvent;

    /// <summary>The turn is over, unless it goes on.</summary>
    public sealed record Result : StreamEvent
    {
        /// <summary>
        /// What kind of end: <c>success</c>, <c>error_max_turns</c>, …; it does not decide.
        /// </summary>
        public string? Subtype { get; init; }

        /// <summary>Whether it failed. A result that does not say so with a JSON false did.</summary>
        public bool IsError { get; init; }

        /// <summary>The answer, or what is said instead of one.</summary>
        public string? Text { get; init; }

        /// <summary>What went wrong.</summary>
        public IReadOnlyList<string> Errors { get; init; } = [];

        /// <summary>How often the model was asked.</summary>
        public int? Turns { get; init; }

        /// <summary>Milliseconds that it took.</summary>
        public long? DurationMs { get; init; }

        /// <summary>
        /// US dollars, this turn included; of the whole conversation or of this process alone, as the version
        /// has it.
        /// </summary>
        public decimal? TotalCostUsd { get; init; }

        /// <summary>Tokens behind <see cref="TotalCostUsd"/>, of every model; null if it did not say.</summary>
        public long? TotalTokens { get; init; }

        /// <summary>Tokens of this turn; null from a CLI that counts the whole conversation.</summary>
        public TokenUsage? Usage { get; init; }

        /// <summary>What it was not allowed to do.</summary>
        public IReadOnlyList<Denial> Denials { get; init; } = [];

        /// <summary>Tokens of the whole conversation, this turn included; null from a CLI that counts turns.</summary>
        public TokenUsage? TotalUsage { get; init; }
    }
}

/// <summary>A finished piece of a message.</summary>
public abstract record Block
{
    private Block() { }

    /// <summary>What it says.</summary>
    public sealed record Text(string Words) : Block;

    /// <summary>What it thinks.</summary>
    public sealed record Thinking(string Words) : Block;

    /// <summary>A tool that it wants used.</summary>
    /// <param name="Id">By which the answer is known.</param>
    /// <param name="Name">The tool.</param>
    /// <param name="Input">What it is given, as JSON.</param>
    public sealed record ToolUse(string? Id, string Name, string Input) : Block;
}

/// <summary>What a tool answered.</summary>
/// <param name="ToolUseId">The use that it answers.</param>
/// <param name="Text">The text of the answer; images and the like are left out.</param>
/// <param name="IsError">Whether the tool failed.</param>
public sealed record ToolAnswer(string? ToolUseId, string Text, bool IsError);
