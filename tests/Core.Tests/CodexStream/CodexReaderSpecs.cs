using FsCheck.Xunit;
using TaskSync.Core.ClaudeStream;
using TaskSync.Core.Tests.ClaudeStream;

namespace TaskSync.Core.Tests.CodexStream;

public class CodexReaderSpecs
{
    private static readonly byte[] Conversation =
        Talk.Bytes(CodexTalk.Thread, CodexTalk.Words, CodexTalk.Command, CodexTalk.Listed, CodexTalk.Completed);

    [Fact]
    public void Each_kind_of_line_is_one_event()
    {
        List<StreamEvent> events = CodexTalk.Read(Conversation);

        Assert.Equal(new StreamEvent.Init(null, null) { SessionId = "t-1" }, events[0]);
        Assert.Equal(new Block.Text("Hi"), Assert.Single(((StreamEvent.Said)events[1]).Blocks));
        Assert.Equal(
            new Block.ToolUse("item_2", "command_execution", """{"command":"ls"}"""),
            Assert.Single(((StreamEvent.Said)events[2]).Blocks));
        Assert.Equal(new ToolAnswer("item_2", "a", false), Assert.Single(((StreamEvent.Returned)events[3]).Results));
        Assert.Equal(
            new TokenUsage { InputTokens = 30, OutputTokens = 20, CacheReadTokens = 60, CacheWriteTokens = 10 },
            Assert.IsType<StreamEvent.Result>(events[4]).TotalUsage);
    }

    [Property]
    public bool However_the_bytes_are_cut_the_events_are_the_same(ushort[] cuts)
    {
        int[] at = [0, .. cuts.Select(cut => cut % Conversation.Length).Order(), Conversation.Length];
        IEnumerable<byte[]> pieces = at.Zip(at.Skip(1), (from, to) => Conversation[from..to]);

        return CodexTalk.Read(pieces).Select(read => read.ToString()).SequenceEqual(
            CodexTalk.Read(Conversation).Select(read => read.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"turn.started"}""")]
    [InlineData("""{"type":"item.completed"}""")]
    [InlineData("""{"type":"item.completed","item":[]}""")]
    [InlineData("""{"type":"item.completed","item":{"type":"from_the_future"}}""")]
    [InlineData("""{"type":"item.updated","item":{"id":"i","type":"todo_list","items":[]}}""")]
    [InlineData("""{"type":"error","message":7}""")]
    [InlineData("""{"ty\ud800pe":"turn.completed"}""")]
    [InlineData("warning: something is deprecated")]
    public void What_is_not_known_makes_no_event(string line) => Assert.Empty(CodexTalk.Read(Talk.Bytes(line)));

    [Fact]
    public void What_comes_only_once_is_a_use_and_its_answer()
    {
        const string Line = """
            {"type":"item.completed","item":{"id":"i","type":"file_change","changes":[{"path":"a","kind":"add"}],"status":"failed"}}
            """;
        List<StreamEvent> events = CodexTalk.Read(Talk.Bytes(Line));

        Assert.Equal(
            new Block.ToolUse("i", "file_change", """{"changes":[{"path":"a","kind":"add"}]}"""),
            Assert.Single(((StreamEvent.Said)events[0]).Blocks));
        Assert.Equal(new ToolAnswer("i", "failed", true), Assert.Single(((StreamEvent.Returned)events[1]).Results));
    }

    [Theory]
    [InlineData("\"exit_code\":1,\"status\":\"completed\"", true)]
    [InlineData("\"status\":\"failed\"", true)]
    [InlineData("\"exit_code\":0,\"status\":\"completed\"", false)]
    [InlineData("\"exit_code\":\"0\"", false)]
    public void A_command_has_failed_if_it_says_so(string fields, bool isError)
    {
        string line = $$$"""{"type":"item.completed","item":{"id":"i","type":"command_execution",{{{fields}}}}}""";

        var returned = Assert.IsType<StreamEvent.Returned>(Assert.Single(CodexTalk.Read(Talk.Bytes(line))));
        Assert.Equal(isError, returned.Results[0].IsError);
    }

    [Fact]
    public void A_tool_of_a_server_answers_with_its_texts_or_its_error()
    {
        const string Head = """{"type":"item.completed","item":{"id":"i","type":"mcp_tool_call","server":"s","tool":"t",""";
        List<StreamEvent> events = CodexTalk.Read(Talk.Bytes(
            Head + """ "result":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},"status":"completed"}}""",
            Head + """ "error":{"message":"no"},"status":"failed"}}"""));

        Assert.Equal(
            [new ToolAnswer("i", "a\nb", false), new ToolAnswer("i", "no", true)],
            events.Cast<StreamEvent.Returned>().SelectMany(returned => returned.Results));
    }
}
