using System.Text.Json;
using TaskSync.Core.ClaudeStream;
using TaskSync.Core.Tasks;

namespace TaskSync.Core.CodexStream;

/// <summary>
/// Bytes in, events out, in any pieces. Throws for nothing that it reads. Each line is read on its own, so that
/// reading may begin at any of them.
/// </summary>
public sealed class CodexReader
{
    private readonly LineSplitter _lines = new();

    /// <summary>Takes the next bytes and hands on each event that they complete.</summary>
    public void Add(ReadOnlySpan<byte> bytes, Action<StreamEvent> happened) =>
        _lines.Add(bytes, line => Hand(line, happened));

    /// <summary>There are no more bytes: a last line without an end counts.</summary>
    public void Finish(Action<StreamEvent> happened) => _lines.Finish(line => Hand(line, happened));

    private static void Hand(ReadOnlyMemory<byte> line, Action<StreamEvent> happened)
    {
        foreach (StreamEvent read in ReadLine(line)) happened(read);
    }

    /// <summary>What one line says; nothing if it is none of what we know.</summary>
    internal static IReadOnlyList<StreamEvent> ReadLine(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(Loose.ValidUtf8(line));
            return [.. Read(json.RootElement)];
        }
        // Not JSON; or a name in it that is no Unicode, which shows only when it is compared.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static IEnumerable<StreamEvent> Read(JsonElement line) => line.Text("type") switch
    {
        "thread.started" => [new StreamEvent.Init(Cwd: null, Model: null) { SessionId = line.Text("thread_id") }],
        "turn.completed" => [new StreamEvent.Result
        {
            Subtype = "turn.completed", TotalUsage = UsageOf(line.Field("usage")),
        }],
        "turn.failed" => [new StreamEvent.Result
        {
            Subtype = "turn.failed", IsError = true, Errors = [.. Message(line.Field("error"))],
        }],
        // It may be about a connection that is then made again, so it decides nothing.
        "error" => [.. Message(line).Select(message => new StreamEvent.Notice(message))],
        "item.started" => CodexItem.Started(line.Field("item")),
        "item.completed" => CodexItem.Completed(line.Field("item")),
        _ => [],
    };

    private static IEnumerable<string> Message(JsonElement error) => error.Text("message") is { } message ? [message] : [];

    /// <summary>What was cached is counted as input, too; we say each token once.</summary>
    private static TokenUsage? UsageOf(JsonElement usage)
    {
        if (usage.ValueKind != JsonValueKind.Object) return null;
        long cached = usage.Whole("cached_input_tokens") ?? 0;
        long written = usage.Whole("cache_write_input_tokens") ?? 0;
        return new()
        {
            InputTokens = Math.Max(0, (usage.Whole("input_tokens") ?? 0) - cached - written),
            OutputTokens = usage.Whole("output_tokens") ?? 0,
            CacheReadTokens = cached,
            CacheWriteTokens = written,
        };
    }
}
