using TaskSync.Core.ClaudeStream;
using TaskSync.Core.CodexStream;
using TaskSync.Core.Tests.ClaudeStream;

namespace TaskSync.Core.Tests.CodexStream;

/// <summary>Lines as Codex writes them.</summary>
internal static class CodexTalk
{
    public const string Thread = """{"type":"thread.started","thread_id":"t-1"}""";

    public const string Words = """{"type":"item.completed","item":{"id":"item_1","type":"agent_message","text":"Hi"}}""";

    public const string Command =
        """{"type":"item.started","item":{"id":"item_2","type":"command_execution","command":"ls","status":"in_progress"}}""";

    public const string Listed = """
        {"type":"item.completed","item":{"id":"item_2","type":"command_execution","command":"ls","aggregated_output":"a","exit_code":0,"status":"completed"}}
        """;

    public const string Reconnecting = """{"type":"error","message":"Reconnecting... 1/5"}""";

    public const string Completed = """
        {"type":"turn.completed","usage":{"input_tokens":100,"cached_input_tokens":60,"cache_write_input_tokens":10,"output_tokens":20}}
        """;

    public const string Failed = """{"type":"turn.failed","error":{"message":"Usage limit."}}""";

    public static List<StreamEvent> Read(params IEnumerable<byte[]> pieces)
    {
        var reader = new CodexReader();
        var events = new List<StreamEvent>();
        foreach (byte[] piece in pieces) reader.Add(piece, events.Add);
        reader.Finish(events.Add);
        return events;
    }

    public static TurnOutcome Turn(Conversation? resumed, string stderr, params IEnumerable<string> lines)
    {
        var turn = new CodexTurn(resumed, "/asked");
        turn.Add(Talk.Bytes(lines));
        return turn.Finish(stderr);
    }
}
