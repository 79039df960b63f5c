using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TaskSync.Core.ClaudeStream;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Claude;

/// <summary>What is written to Claude Code: the prompt, and answers to what it asks. One line of JSON each.</summary>
internal static class ClaudeReply
{
    /// <summary>The tool by which it asks people something, instead of for leave.</summary>
    private const string QuestionTool = "AskUserQuestion";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Prompt(string text) => Line(new JsonObject
    {
        ["type"] = "user",
        ["message"] = new JsonObject
        {
            ["role"] = "user",
            ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
        },
    });

    public static string To(StreamEvent.Asked asked, Answer answer) => Line(new JsonObject
    {
        ["type"] = "control_response",
        ["response"] = new JsonObject
        {
            ["subtype"] = "success",
            ["request_id"] = asked.RequestId,
            ["response"] = answer.Behavior == AnswerBehavior.Allow
                ? new JsonObject { ["behavior"] = "allow", ["updatedInput"] = InputOf(asked, answer) }
                : new JsonObject { ["behavior"] = "deny", ["message"] = Reason(answer) },
        },
    });

    private static string Reason(Answer answer) =>
        string.IsNullOrWhiteSpace(answer.Text) ? "A person has denied this." : answer.Text;

    /// <summary>What it would have used; of a question to people, with their reply to each.</summary>
    private static JsonObject InputOf(StreamEvent.Asked asked, Answer answer)
    {
        JsonObject input = JsonNode.Parse(asked.Input) as JsonObject ?? [];
        if (asked.Tool != QuestionTool || answer.Text is null || input["questions"] is not JsonArray questions) return input;
        string[] lines = answer.Text.Split('\n');
        var replies = new JsonObject();
        for (int i = 0; i < questions.Count; i++)
        {
            // One line for each question, or else the same for all.
            string reply = lines.Length == questions.Count ? lines[i].Trim() : answer.Text;
            if (questions[i] is JsonObject one && one["question"] is JsonValue value && value.TryGetValue(out string? text))
            {
                replies[text] = reply;
            }
        }
        input["answers"] = replies;
        return input;
    }

    private static string Line(JsonObject json) => json.ToJsonString(Plain);
}
