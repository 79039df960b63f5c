using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Steps;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Display;

/// <summary>
/// What a coding agent did, as text: its words as they are, everything else in short lines of its own.
/// </summary>
internal sealed class StepWriter(TextWriter to)
{
    /// <summary>Lines of a tool's answer that tell enough; --raw has all of them.</summary>
    private const int AnswerLines = 10;

    /// <summary>Fields of a tool's input that say in one line what it does, the most telling first.</summary>
    private static readonly string[] Telling =
        ["description", "command", "file_path", "path", "pattern", "query", "url", "prompt"];

    private string lastWords = "";

    public async Task WriteAsync(Step step)
    {
        foreach (string line in Lines(step)) await to.WriteLineAsync(line);
        await to.FlushAsync();
        if (step.Kind == StepKind.Text) lastWords = step.Text ?? "";
    }

    private IEnumerable<string> Lines(Step step)
    {
        string inset = step.ParentToolUseId is null ? "" : "    ";
        IEnumerable<string> lines = step.Kind switch
        {
            StepKind.Text => Whole(step.Text),
            StepKind.Thinking => [$"(thinks) {Short(step.Text)}"],
            StepKind.ToolUse => [$"[{step.Tool}] {Digest(step.Text)}"],
            StepKind.ToolResult => Answer(step),
            StepKind.Notice => [$"({Short(step.Text)})"],
            StepKind.Result when step.Text?.Trim() == lastWords.Trim() => [],
            StepKind.Result => Whole(step.Text),
            _ => [],
        };
        return lines.Select(line => inset + Tables.Plain(line));
    }

    private static string[] Whole(string? text) => (text ?? "").TrimEnd().Split('\n');

    private static IEnumerable<string> Answer(Step step)
    {
        string[] lines = Whole(step.Text);
        if (step.IsError == true) yield return "  failed:";
        foreach (string line in lines.Take(AnswerLines)) yield return $"  {line}";
        if (lines.Length > AnswerLines) yield return $"  … {lines.Length - AnswerLines} more lines";
    }

    private static string Short(string? text) => Texts.Clip(Texts.FirstLine(text ?? ""), Limits.MessageLength);

    /// <summary>What a tool is asked to do; its whole input if that is no object, or was cut.</summary>
    private static string Digest(string? input)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(input ?? "");
            return json.RootElement.ValueKind == JsonValueKind.Object ? Short(Said(json.RootElement)) : Short(input);
        }
        catch (JsonException)
        {
            return Short(input);
        }
    }

    private static string Said(JsonElement input)
    {
        JsonElement[] texts = [.. Telling.Select(name => input.TryGetProperty(name, out JsonElement field) ? field : default)];
        return Array.Find(texts, field => field.ValueKind == JsonValueKind.String) is { ValueKind: JsonValueKind.String } said
            ? said.GetString()!
            : input.GetRawText();
    }
}
