namespace TaskSync.Cli.Client;

/// <summary>What a person answers to a task that asks.</summary>
/// <param name="RequestId">Which of its questions.</param>
/// <param name="Behavior">allow or deny.</param>
/// <param name="Text">What to tell it.</param>
internal sealed record AnswerBody(string RequestId, string Behavior, string? Text);
