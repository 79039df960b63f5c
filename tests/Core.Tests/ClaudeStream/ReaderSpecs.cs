using System.Text;
using FsCheck.Xunit;
using TaskSync.Core.ClaudeStream;

namespace TaskSync.Core.Tests.ClaudeStream;

public class ReaderSpecs
{
    private static readonly byte[] Conversation = Talk.Bytes(Talk.Init, Talk.Words, Talk.Tool, Talk.Answer, Talk.Good);

    [Fact]
    public void Each_kind_of_line_is_one_event()
    {
        List<StreamEvent> events = Talk.Read(Conversation);

        Assert.Equal(new StreamEvent.Init("/work", "big-1") { SessionId = "c-1" }, events[0]);
        var said = Assert.IsType<StreamEvent.Said>(events[1]);
        Assert.Equal(("m1", new Block.Text("Hi")), (said.MessageId, Assert.Single(said.Blocks)));
        Assert.Equal(new Block.ToolUse("t1", "Bash", """{"a":1}"""), Assert.Single(((StreamEvent.Said)events[2]).Blocks));
        Assert.Equal(new ToolAnswer("t1", "x", false), Assert.Single(((StreamEvent.Returned)events[3]).Results));
        var result = Assert.IsType<StreamEvent.Result>(events[4]);
        Assert.Equal(("Done.", false, 2, 0.75m), (result.Text, result.IsError, result.Turns, result.TotalCostUsd));
        Assert.Equal(
            new TokenUsage { InputTokens = 1, OutputTokens = 2, CacheReadTokens = 3, CacheWriteTokens = 4 }, result.Usage);
    }

    [Property]
    public bool However_the_bytes_are_cut_the_events_are_the_same(ushort[] cuts)
    {
        int[] at = [0, .. cuts.Select(cut => cut % Conversation.Length).Order(), Conversation.Length];
        IEnumerable<byte[]> pieces = at.Zip(at.Skip(1), (from, to) => Conversation[from..to]);

        return Talk.Read(pieces).Select(read => read.ToString()).SequenceEqual(
            Talk.Read(Conversation).Select(read => read.ToString()));
    }

    [Property]
    public bool Nothing_that_is_written_between_the_lines_disturbs_them(byte[] garbage)
    {
        byte[] bytes = [.. Talk.Bytes(Talk.Init), .. garbage, (byte)'\n', .. Talk.Bytes(Talk.Good)];

        return Talk.Read(bytes) is [StreamEvent.Init, .., StreamEvent.Result];
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"keep_alive"}""")]
    [InlineData("""{"type":"system","subtype":"status"}""")]
    [InlineData("""{"ty\ud800pe":"result"}""")]
    [InlineData("warning: something is deprecated")]
    public void What_is_not_known_makes_no_event(string line) => Assert.Empty(Talk.Read(Talk.Bytes(line)));

    [Theory]
    [InlineData("""{"type":"assistant"}""")]
    [InlineData("""{"type":"assistant","message":7,"session_id":[]}""")]
    [InlineData("""{"type":"assistant","message":{"content":{"type":"text"}}}""")]
    [InlineData("""{"type":"assistant","message":{"content":[7,{"type":"from_the_future"},null]}}""")]
    public void A_field_of_another_type_is_not_there(string line) =>
        Assert.Empty(Assert.IsType<StreamEvent.Said>(Assert.Single(Talk.Read(Talk.Bytes(line)))).Blocks);

    [Fact]
    public void A_last_line_without_an_end_counts() =>
        Assert.IsType<StreamEvent.Result>(Assert.Single(Talk.Read(Talk.Bytes(Talk.Good)[..^1])));

    [Fact]
    public void A_line_of_5_MB_is_read()
    {
        string line = Talk.Words.Replace("Hi", new string('x', 5_000_000), StringComparison.Ordinal);
        var said = Assert.IsType<StreamEvent.Said>(Assert.Single(Talk.Read(Talk.Bytes(line))));

        Assert.Equal(5_000_000, ((Block.Text)said.Blocks[0]).Words.Length);
    }

    [Fact]
    public void A_line_that_is_too_long_is_passed_over_and_the_next_one_is_read()
    {
        byte[] tooLong = new byte[ClaudeReader.LongestLine + 1];
        tooLong.AsSpan().Fill((byte)'x');

        Assert.IsType<StreamEvent.Result>(Assert.Single(Talk.Read(tooLong, [(byte)'\n'], Talk.Bytes(Talk.Good))));
    }

    [Fact]
    public void Half_a_surrogate_pair_costs_no_result()
    {
        string line = Talk.Good.Replace("Done.", "Done \\ud83d", StringComparison.Ordinal);

        Assert.Contains("Done", ((StreamEvent.Result)Talk.Read(Talk.Bytes(line)).Single()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_cost_no_result()
    {
        byte[] line = Talk.Bytes(Talk.Good);
        line[Encoding.UTF8.GetString(line).IndexOf("Done", StringComparison.Ordinal)] = 0xFF;

        Assert.Equal("\uFFFDone.", ((StreamEvent.Result)Talk.Read(line).Single()).Text);
    }
}
