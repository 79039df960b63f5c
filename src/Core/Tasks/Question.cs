using System.Text.Json.Serialization;

namespace TaskSync.Core.Tasks;

/// <summary>What a coding agent waits for: whether it may use a tool, or what a person would rather have.</summary>
public sealed record Question
{
    /// <summary>By which the answer finds it; chosen by the CLI.</summary>
    public string RequestId { get; init => field = value ?? ""; } = "";

    /// <summary>The tool.</summary>
    public string Tool { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// What the tool would be given, as compact JSON, at most <see cref="Limits.QuestionInputLength"/> characters.
    /// </summary>
    public string Input { get; init => field = value ?? ""; } = "";

    /// <summary>Whether that was cut; the output has all of it.</summary>
    public bool Truncated { get; init; }

    /// <summary>When it was asked, by the agent's clock.</summary>
    public DateTimeOffset AskedAt { get; init; }
}

/// <summary>What a person says to a question.</summary>
[JsonConverter(typeof(SnakeCaseEnum<AnswerBehavior>))]
public enum AnswerBehavior
{
    /// <summary>Not an answer.</summary>
    None,

    /// <summary>It may use the tool.</summary>
    Allow,

    /// <summary>It may not.</summary>
    Deny,
}

/// <summary>A person's answer, on its way to the agent until that says it was delivered.</summary>
public sealed record Answer
{
    /// <summary>The question that it answers.</summary>
    public string RequestId { get; init => field = value ?? ""; } = "";

    /// <summary>Yes or no.</summary>
    public AnswerBehavior Behavior { get; init; }

    /// <summary>
    /// With a no, why, or what to do instead; with a yes, the reply to a question that asks for one. Null for neither.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Who gave it.</summary>
    public string By { get; init => field = value ?? ""; } = "";

    /// <summary>When it was taken, by the authority's clock.</summary>
    public DateTimeOffset At { get; init; }
}
