using System.Text.Json;
using TaskSync.Core.Tasks;

namespace TaskSync.Core.ClaudeStream;

/// <summary>Bytes in, events out, in any pieces. Throws for nothing that it reads.</summary>
public sealed class ClaudeReader
{
    /// <summary>
    /// Bytes of a line that are still collected: an answer, or a tool's result with a few images. A longer
    /// line is passed over, so that no output can fill the memory.
    /// </summary>
    public const int LongestLine = 16 * 1024 * 1024;

    private readonly LineSplitter _lines = new();

    /// <summary>Takes the next bytes and hands on each event that they complete.</summary>
    public void Add(ReadOnlySpan<byte> bytes, Action<StreamEvent> happened) =>
        _lines.Add(bytes, line => Hand(ReadLine(line), happened));

    /// <summary>There are no more bytes: a last line without an end counts.</summary>
    public void Finish(Action<StreamEvent> happened) => _lines.Finish(line => Hand(ReadLine(line), happened));

    private static void Hand(StreamEvent? read, Action<StreamEvent> happened)
    {
        if (read is not null) happened(read);
    }

    /// <summary>What one line says; null if it is none of what we know.</summary>
    internal static StreamEvent? ReadLine(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(Loose.ValidUtf8(line));
            return Read(json.RootElement);
        }
        // Not JSON; or a name in it that is no Unicode, which shows only when it is compared.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static StreamEvent? Read(JsonElement line)
    {
        StreamEvent? read = line.Text("type") switch
        {
            "system" when line.Text("subtype") == "init" =>
                new StreamEvent.Init(line.Text("cwd"), line.Text("model")),
            "system" when NoticeOf(line) is { } notice => new StreamEvent.Notice(notice),
            "assistant" =>
                new StreamEvent.Said(line.Field("message").Text("id"), ParentOf(line), [.. BlocksOf(line)]),
            "user" => new StreamEvent.Returned(ParentOf(line), [.. AnswersIn(line)]),
            "control_request" => AskedIn(line, line.Field("request")),
            "control_cancel_request" when line.Text("request_id") is { } id => new StreamEvent.Withdrawn(id),
            "tool_progress" => new StreamEvent.Progress(),
            "result" => ResultOf(line),
            _ => null,
        };
        return read is null ? null : read with { SessionId = line.Text("session_id") };
    }

    private static string? NoticeOf(JsonElement line) => line.Text("subtype") switch
    {
        "api_retry" => $"The model could not be asked{StatusOf(line)}; trying again.",
        "compact_boundary" => "The conversation so far was summarised to make room.",
        "permission_denied" => $"The tool {line.Text("tool_name") ?? "that was asked for"} is not allowed.",
        _ => null,
    };

    private static string StatusOf(JsonElement line) =>
        line.Whole("error_status") is { } status ? $" (status {status})" : "";

    private static StreamEvent.Asked? AskedIn(JsonElement line, JsonElement request) =>
        request.Text("subtype") == "can_use_tool" && line.Text("request_id") is { Length: > 0 and <= Limits.RequestIdLength } id
            ? new(id, request.Text("tool_name") ?? "", Raw(request.Field("input")))
            : null;

    private static string? ParentOf(JsonElement line) => line.Text("parent_tool_use_id");

    private static IEnumerable<Block> BlocksOf(JsonElement line) =>
        line.Field("message").Items("content").Select(BlockOf).OfType<Block>();

    private static Block? BlockOf(JsonElement block) => block.Text("type") switch
    {
        "text" => new Block.Text(block.Text("text") ?? ""),
        "thinking" => new Block.Thinking(block.Text("thinking") ?? ""),
        "tool_use" =>
            new Block.ToolUse(block.Text("id"), block.Text("name") ?? "", Raw(block.Field("input"))),
        _ => null,
    };

    private static IEnumerable<ToolAnswer> AnswersIn(JsonElement line) =>
        from block in line.Field("message").Items("content")
        where block.Text("type") == "tool_result"
        select AnswerOf(block);

    private static ToolAnswer AnswerOf(JsonElement block) => new(
        block.Text("tool_use_id"),
        AnswerText(block),
        block.Field("is_error").ValueKind == JsonValueKind.True);

    /// <summary>A tool's answer is a text, or blocks with texts among them.</summary>
    private static string AnswerText(JsonElement block) => block.Text("content")
        ?? string.Join('\n', block.Items("content").Select(part => part.Text("text")).OfType<string>());

    private static StreamEvent.Result ResultOf(JsonElement line) => new()
    {
        Subtype = line.Text("subtype"),
        IsError = line.Field("is_error").ValueKind != JsonValueKind.False,
        Text = line.Text("result"),
        Errors = [.. line.Items("errors").Select(ErrorOf).OfType<string>()],
        Turns = line.Whole("num_turns") is { } turns and <= int.MaxValue ? (int)turns : null,
        DurationMs = line.Whole("duration_ms"),
        TotalCostUsd = line.Amount("total_cost_usd"),
        TotalTokens = TokensOf(line.Field("modelUsage")),
        Usage = UsageOf(line.Field("usage")),
        Denials = [.. line.Items("permission_denials").Select(DenialOf).OfType<Denial>().Take(Limits.ResultDenials)],
    };

    private static Denial? DenialOf(JsonElement denial) => denial.Text("tool_name") is not { Length: > 0 } tool ? null : new(
        tool,
        denial.Field("tool_input").ValueKind == JsonValueKind.Undefined ? null : denial.Field("tool_input").GetRawText());

    private static string? ErrorOf(JsonElement error) => error.AsText() ?? error.Text("message");

    private static TokenUsage? UsageOf(JsonElement usage) => usage.ValueKind != JsonValueKind.Object ? null : new()
    {
        InputTokens = usage.Whole("input_tokens") ?? 0,
        OutputTokens = usage.Whole("output_tokens") ?? 0,
        CacheReadTokens = usage.Whole("cache_read_input_tokens") ?? 0,
        CacheWriteTokens = usage.Whole("cache_creation_input_tokens") ?? 0,
    };

    private static long? TokensOf(JsonElement models)
    {
        if (models.ValueKind != JsonValueKind.Object) return null;
        long[] tokens = [.. models.EnumerateObject().Select(model => TokensOfModel(model.Value))];
        return tokens.Length == 0 ? null : tokens.Sum();
    }

    /// <summary>Named unlike the tokens of <c>usage</c>, which are those of the turn.</summary>
    private static long TokensOfModel(JsonElement model) =>
        Counted(model, "inputTokens") + Counted(model, "outputTokens")
        + Counted(model, "cacheReadInputTokens") + Counted(model, "cacheCreationInputTokens");

    /// <summary>Bounded, so that no sum of what somebody else wrote overflows.</summary>
    private static long Counted(JsonElement model, string name) => Math.Min(model.Whole(name) ?? 0, int.MaxValue);

    private static string Raw(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? "{}" : element.GetRawText();
}
