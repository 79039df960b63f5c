using System.Text.Json;
using TaskSync.Core.ClaudeStream;

namespace TaskSync.Core.CodexStream;

/// <summary>
/// What Codex calls an item, in the words of <see cref="StreamEvent"/>: a tool is used when the item starts and answers
/// when it is completed. Items that come only once are both.
/// </summary>
internal static class CodexItem
{
    public static IEnumerable<StreamEvent> Started(JsonElement item) => item.Text("type") switch
    {
        "command_execution" => [Use(item, "command_execution", Picked(item, "command"))],
        "mcp_tool_call" => [Use(item, NameOf(item), Raw(item.Field("arguments")))],
        _ => [],
    };

    public static IEnumerable<StreamEvent> Completed(JsonElement item) => item.Text("type") switch
    {
        "agent_message" => [Said(item, new Block.Text(item.Text("text") ?? ""))],
        "reasoning" => [Said(item, new Block.Thinking(item.Text("text") ?? ""))],
        "command_execution" => [Answer(item, item.Text("aggregated_output") ?? "", HasFailed(item))],
        "mcp_tool_call" => [Answer(item, AnswerOf(item), HasFailed(item))],
        "file_change" =>
            [Use(item, "file_change", Picked(item, "changes")), Answer(item, item.Text("status") ?? "", HasFailed(item))],
        "web_search" => [Use(item, "web_search", Picked(item, "query"))],
        "todo_list" => [Use(item, "todo_list", Picked(item, "items"))],
        // Only a warning: the turn goes on.
        "error" when item.Text("message") is { } message => [new StreamEvent.Notice(message)],
        _ => [],
    };

    private static StreamEvent.Said Said(JsonElement item, Block block) =>
        new(item.Text("id"), ParentToolUseId: null, [block]);

    private static StreamEvent.Said Use(JsonElement item, string tool, string input) =>
        Said(item, new Block.ToolUse(item.Text("id"), tool, input));

    private static StreamEvent.Returned Answer(JsonElement item, string text, bool isError) =>
        new(ParentToolUseId: null, [new ToolAnswer(item.Text("id"), text, isError)]);

    private static bool HasFailed(JsonElement item) =>
        item.Text("status") is "failed" or "declined" || item.Field("exit_code") is
        {
            ValueKind: JsonValueKind.Number,
        } code && code.GetRawText() != "0";

    private static string NameOf(JsonElement item) => $"{item.Text("server")}.{item.Text("tool")}";

    private static string AnswerOf(JsonElement item) => item.Field("error").Text("message")
        ?? string.Join('\n', item.Field("result").Items("content").Select(part => part.Text("text")).OfType<string>());

    /// <summary>The one field that says what is done, as JSON.</summary>
    private static string Picked(JsonElement item, string field) => $"{{\"{field}\":{Raw(item.Field(field))}}}";

    private static string Raw(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? "null" : element.GetRawText();
}
