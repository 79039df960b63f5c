using TaskSync.Core.ClaudeStream;
using TaskSync.Core.Views;

namespace TaskSync.Core.Steps;

/// <summary>What a coding agent's words show to people.</summary>
internal static class EventSteps
{
    /// <summary>The steps of an event; where its line stands is filled in by who knows.</summary>
    public static IEnumerable<Step> Of(StreamEvent? what) => what switch
    {
        StreamEvent.Said said => said.Blocks.Select(block => Of(block, said.ParentToolUseId)),
        StreamEvent.Returned back => back.Results.Select(answer => Of(answer, back.ParentToolUseId)),
        StreamEvent.Notice notice => [Words(StepKind.Notice, notice.Text)],
        StreamEvent.Result result => [Of(result)],
        _ => [],
    };

    private static Step Of(Block block, string? parent) => block switch
    {
        Block.Text text => Words(StepKind.Text, text.Words) with { ParentToolUseId = parent },
        Block.Thinking thinking => Words(StepKind.Thinking, thinking.Words) with { ParentToolUseId = parent },
        Block.ToolUse use => Words(StepKind.ToolUse, use.Input) with
        {
            Tool = use.Name,
            ToolUseId = use.Id,
            ParentToolUseId = parent,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(block), block, "There is no such block."),
    };

    private static Step Of(ToolAnswer answer, string? parent) => Words(StepKind.ToolResult, answer.Text) with
    {
        ToolUseId = answer.ToolUseId,
        ParentToolUseId = parent,
        IsError = answer.IsError,
    };

    private static Step Of(StreamEvent.Result result)
    {
        IEnumerable<string> said = [result.Text ?? "", .. result.Errors];
        return Words(StepKind.Result, string.Join('\n', said.Where(part => part.Length > 0))) with
        {
            IsError = result.IsError,
        };
    }

    private static Step Words(StepKind kind, string text) => new()
    {
        At = 0,
        Kind = kind,
        Text = Texts.Clip(text, Limits.StepTextLength),
        Truncated = text.Length > Limits.StepTextLength ? true : null,
    };
}
