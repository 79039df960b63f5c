using System.Text;
using TaskSync.Core.ClaudeStream;

namespace TaskSync.Core.Tests.ClaudeStream;

/// <summary>Lines as Claude Code writes them.</summary>
internal static class Talk
{
    public const string Init =
        """{"type":"system","subtype":"init","cwd":"/work","session_id":"c-1","model":"big-1","tools":["Bash"]}""";

    public const string Words =
        """{"type":"assistant","message":{"id":"m1","content":[{"type":"text","text":"Hi"}]},"session_id":"c-1"}""";

    public const string Tool = """
        {"type":"assistant","message":{"id":"m1","content":[{"type":"tool_use","id":"t1","name":"Bash","input":{"a":1}}]}}
        """;

    public const string Answer = """
        {"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"x"}]}]}}
        """;

    public const string Good = """
        {"type":"result","subtype":"success","is_error":false,"result":"Done.","num_turns":2,"total_cost_usd":0.75,"session_id":"c-1","usage":{"input_tokens":1,"output_tokens":2,"cache_read_input_tokens":3,"cache_creation_input_tokens":4}}
        """;

    public static byte[] Bytes(params IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line.Trim() + "\n")));

    public static List<StreamEvent> Read(params IEnumerable<byte[]> pieces)
    {
        var reader = new ClaudeReader();
        var events = new List<StreamEvent>();
        foreach (byte[] piece in pieces) reader.Add(piece, events.Add);
        reader.Finish(events.Add);
        return events;
    }

    public static TurnOutcome Turn(Conversation? resumed, string stderr, params IEnumerable<string> lines)
    {
        var turn = new TurnSoFar(resumed);
        turn.Add(Bytes(lines));
        return turn.Finish(stderr);
    }
}
