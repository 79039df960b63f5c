using System.Text;
using FsCheck.Xunit;
using TaskSync.Core.ClaudeStream;
using TaskSync.Core.Tests.ClaudeStream;
using TaskSync.Core.Tests.CodexStream;

namespace TaskSync.Core.Tests.Steps;

public class StepScanSpecs
{
    private const string Retry =
        """{"type":"system","subtype":"api_retry","attempt":1,"error_status":529,"session_id":"c-1"}""";

    private static readonly byte[] Conversation =
        Talk.Bytes(Talk.Init, Talk.Words, Retry, Talk.Tool, Talk.Answer, Talk.Good);

    [Fact]
    public void Each_block_answer_and_result_is_a_step_at_the_place_of_its_line()
    {
        IReadOnlyList<Step> steps = All(Conversation).Steps;

        Assert.Equal(
            [StepKind.Text, StepKind.Notice, StepKind.ToolUse, StepKind.ToolResult, StepKind.Result],
            steps.Select(step => step.Kind));
        Assert.Equal(["Hi", """{"a":1}""", "x", "Done."], steps.Where(s => s.Kind != StepKind.Notice).Select(s => s.Text));
        Assert.Contains("529", steps[1].Text, StringComparison.Ordinal);
        Assert.Equal(("Bash", "t1", "t1"), (steps[2].Tool, steps[2].ToolUseId, steps[3].ToolUseId));
        Assert.Equal((false, false), (steps[3].IsError, steps[4].IsError));
        Assert.All(steps, step => Assert.StartsWith("{\"type\"", Encoding.UTF8.GetString(Conversation, (int)step.At, 7),
            StringComparison.Ordinal));
        Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.True(pair.First.At < pair.Second.At));
    }

    [Fact]
    public void Codex_takes_steps_in_the_same_words()
    {
        byte[] said = Talk.Bytes(
            CodexTalk.Thread, CodexTalk.Words, CodexTalk.Reconnecting, CodexTalk.Command, CodexTalk.Listed,
            CodexTalk.Failed);
        StepScan scan = StepScan.Of(TaskKind.Codex, 0, Limits.PageSteps)!;
        scan.Add(said);

        Assert.Equal(
            [StepKind.Text, StepKind.Notice, StepKind.ToolUse, StepKind.ToolResult, StepKind.Result],
            scan.Steps.Select(step => step.Kind));
        Assert.Equal(
            ["Hi", "Reconnecting... 1/5", """{"command":"ls"}""", "a", "Usage limit."],
            scan.Steps.Select(step => step.Text));
        Assert.Equal(("command_execution", "item_2"), (scan.Steps[2].Tool, scan.Steps[3].ToolUseId));
    }

    [Property]
    public bool Pages_of_any_size_give_the_same_steps_as_one(byte size)
    {
        var steps = new List<Step>();
        StepScan page;
        long from = 0;
        do
        {
            page = StepScan.Of(TaskKind.Claude, from, limit: 1 + (size % 7))!;
            if (page.Add(Conversation.AsSpan((int)from))) page.Finish();
            steps.AddRange(page.Steps);
            from = page.Next;
        }
        while (page.Steps.Count > 0);

        return from == Conversation.Length && steps.SequenceEqual(All(Conversation).Steps);
    }

    [Property]
    public bool However_the_bytes_are_cut_the_steps_are_the_same(ushort[] cuts)
    {
        int[] at = [0, .. cuts.Select(cut => cut % Conversation.Length).Order(), Conversation.Length];
        StepScan scan = StepScan.Of(TaskKind.Claude, 0, Limits.PageSteps)!;
        foreach ((int from, int to) in at.Zip(at.Skip(1))) scan.Add(Conversation.AsSpan(from..to));

        return scan.Next == Conversation.Length && scan.Steps.SequenceEqual(All(Conversation).Steps);
    }

    [Fact]
    public void A_line_that_is_not_finished_waits_until_no_more_can_come()
    {
        StepScan scan = StepScan.Of(TaskKind.Claude, 100, Limits.PageSteps)!;

        scan.Add(Talk.Bytes(Talk.Words).AsSpan()[..^1]);
        (int Steps, long Next) before = (scan.Steps.Count, scan.Next);
        scan.Finish();

        Assert.Equal((0, 100L), before);
        Assert.Equal((1, 100 + Talk.Bytes(Talk.Words).Length - 1), (scan.Steps.Count, scan.Next));
    }

    [Fact]
    public void A_long_text_is_cut_and_says_so()
    {
        string line = Talk.Words.Replace("Hi", new string('x', Limits.StepTextLength + 1), StringComparison.Ordinal);

        Step step = Assert.Single(All(Talk.Bytes(line)).Steps);

        Assert.Equal((Limits.StepTextLength, true), (step.Text!.Length, step.Truncated));
    }

    [Fact]
    public void A_line_of_endless_blocks_fills_no_memory()
    {
        const string Block = """{"type":"text","text":""}""";
        string line = Talk.Words.Replace("""{"type":"text","text":"Hi"}""",
            string.Join(',', Enumerable.Repeat(Block, 1000)), StringComparison.Ordinal);

        Assert.Equal(Limits.StepsPerLine, All(Talk.Bytes(line)).Steps.Count);
    }

    [Fact]
    public void A_line_that_is_too_long_is_passed_over_and_the_places_after_it_are_right()
    {
        byte[] tooLong = new byte[ClaudeReader.LongestLine + 1];
        byte[] all = [.. tooLong, (byte)'\n', .. Talk.Bytes(Talk.Words)];

        StepScan begun = StepScan.Of(TaskKind.Claude, 0, Limits.PageSteps)!;

        Assert.Equal((false, tooLong.Length), (begun.Add(tooLong), begun.Next));
        Assert.Equal(tooLong.Length + 1, Assert.Single(All(all).Steps).At);
    }

    [Fact]
    public void A_plain_command_takes_no_steps() => Assert.Null(StepScan.Of(TaskKind.Command, 0, Limits.PageSteps));

    private static StepScan All(byte[] bytes)
    {
        StepScan scan = StepScan.Of(TaskKind.Claude, 0, Limits.PageSteps)!;
        scan.Add(bytes);
        return scan;
    }
}
