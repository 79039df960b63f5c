using TaskSync.Core.ClaudeStream;

namespace TaskSync.Core.Tests.ClaudeStream;

public class TurnSpecs
{
    private const string Unknown = "No conversation found with session ID: c-0";

    private static readonly Conversation Before = new() { Id = "c-0", Cwd = "/work", CostUsd = 0.5m };

    [Fact]
    public void A_first_turn_gives_its_result_and_the_conversation_to_go_on_with()
    {
        TurnOutcome turn = Talk.Turn(null, "", Talk.Init, Talk.Words, Talk.Good);

        Assert.Equal(("Done.", false, 0.75m, 2, "big-1"),
            (turn.Result!.Text, turn.Result.IsError, turn.Result.CostUsd, turn.Result.Turns, turn.Result.Model));
        Assert.Equal(new Conversation { Id = "c-1", Cwd = "/work", CostUsd = 0.75m }, turn.Conversation);
        Assert.Null(turn.Why);
    }

    [Fact]
    public void A_later_turn_costs_the_difference_and_may_get_a_new_id()
    {
        TurnOutcome turn = Talk.Turn(Before, "", Talk.Init, Talk.Words, Talk.Good);

        Assert.Equal(0.25m, turn.Result!.CostUsd);
        Assert.Equal(("c-1", 0.75m), (turn.Conversation!.Id, turn.Conversation.CostUsd));
    }

    [Fact]
    public void A_CLI_that_counts_anew_is_believed() =>
        Assert.Equal(0.75m, Talk.Turn(Before with { CostUsd = 9 }, "", Talk.Init, Talk.Good).Result!.CostUsd);

    [Theory]
    [InlineData(200, 20, 0.25, "held the turn before and this one")]
    [InlineData(100, 10, 0.75, "held this one alone")]
    [InlineData(0, 0, 0.25, "said nothing of tokens")]
    public void What_the_total_counts_is_told_by_the_tokens_behind_it(int input, int output, decimal cost, string why)
    {
        Conversation before = Before with { CostTokens = 110 };
        string models = input == 0 ? "{}" : $$$"""{"m":{"inputTokens":{{{input}}},"outputTokens":{{{output}}}}}""";
        string result = $$$"""
            {"is_error":false,"session_id":"c-0","total_cost_usd":0.75,"modelUsage":{{{models}}},
             "usage":{"input_tokens":100,"output_tokens":10},"type":"result"}
            """.ReplaceLineEndings("");
        TurnOutcome turn = Talk.Turn(before, "", Talk.Init, result);
        Assert.True(turn.Result!.CostUsd == cost, $"{turn.Result.CostUsd} when the total {why}");
        Assert.Equal(input == 0 ? 110 : input + output, turn.Conversation!.CostTokens);
    }

    [Fact]
    public void A_turn_without_a_result_keeps_the_conversation_and_leaves_its_cost_to_the_next()
    {
        TurnOutcome turn = Talk.Turn(Before, "killed", Talk.Init, Talk.Words);

        Assert.Null(turn.Result);
        Assert.Equal(new Conversation { Id = "c-1", Cwd = "/work", CostUsd = 0.5m }, turn.Conversation);
        Assert.Equal("killed", turn.Why);
    }

    [Theory]
    [InlineData("\"is_error\":true", true)]
    [InlineData("\"is_error\":false", false)]
    [InlineData("\"is_error\":\"no\"", true)]
    [InlineData("\"other\":1", true)]
    public void The_result_says_itself_whether_it_is_an_error(string field, bool isError) => Assert.Equal(isError,
        Talk.Turn(null, "", Talk.Good.Replace("\"is_error\":false", field, StringComparison.Ordinal)).Result!.IsError);

    [Fact]
    public void An_error_says_what_is_known_of_it()
    {
        const string Line = """{"type":"result","subtype":"error_max_turns","is_error":true,"errors":["Too many turns."]}""";
        const string Mute = """{"type":"result","subtype":"error_max_turns","is_error":true}""";

        Assert.Equal("Too many turns.", Talk.Turn(null, "", Line).Why);
        Assert.Contains("error_max_turns", Talk.Turn(null, "", Mute).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_conversation_that_the_CLI_does_not_know_is_forgotten_wherever_it_says_so()
    {
        string line = $$"""{"type":"result","is_error":true,"session_id":"new","total_cost_usd":0,"errors":["{{Unknown}}"]}""";
        foreach (TurnOutcome turn in new[] { Talk.Turn(Before, Unknown + "\n"), Talk.Turn(Before, "", line) })
        {
            Assert.Equal(Before with { Forgotten = true }, turn.Conversation);
            Assert.Contains("c-0", turn.Why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_turn_that_only_talks_of_unknown_conversations_forgets_none() =>
        Assert.False(Talk.Turn(Before, Unknown, Talk.Init, Talk.Words, Talk.Good).Conversation!.Forgotten);

    [Fact]
    public void It_is_at_rest_after_a_result_until_it_goes_on()
    {
        var turn = new TurnSoFar(null);
        bool After(string line)
        {
            turn.Add(Talk.Bytes(line));
            return turn.IsAtRest;
        }

        Assert.Equal(
            [false, false, true, true, false, true],
            new[] { Talk.Init, Talk.Words, Talk.Good, """{"type":"keep_alive"}""", Talk.Words, Talk.Good }.Select(After));
    }

    [Fact]
    public void Retries_and_progress_are_signs_of_life_and_no_more()
    {
        var turn = new TurnSoFar(null);
        long After(string line)
        {
            turn.Add(Talk.Bytes(line));
            return turn.IsAtRest ? turn.Signs : -1;
        }

        Assert.Equal([1, 2, 3, 3], new[]
        {
            Talk.Good, """{"type":"system","subtype":"api_retry","attempt":1}""", """{"type":"tool_progress"}""",
            """{"type":"keep_alive"}""",
        }.Select(After));
    }

    [Fact]
    public void What_was_not_allowed_stands_with_the_result_and_is_not_endless()
    {
        string denial = $$"""{"tool_name":"Bash","tool_input":{"command":"{{new string('x', 999)}}"} }""";
        string many = string.Join(',', Enumerable.Repeat(denial, Limits.ResultDenials + 1));
        TurnOutcome turn = Talk.Turn(null, "", Talk.Good.Replace(
            "\"result\":\"Done.\"", $"\"permission_denials\":[7,{{}},{many}]", StringComparison.Ordinal));

        Assert.Equal(Limits.ResultDenials, turn.Result!.Denials!.Count);
        Assert.All(turn.Result.Denials, denied => Assert.Equal(
            ("Bash", $$"""{"command":"{{new string('x', 999)}}"}"""), (denied.Tool, denied.Input)));
        Assert.Null(Talk.Turn(null, "", Talk.Good).Result!.Denials);
    }

    [Fact]
    public void Of_several_results_the_last_counts() => Assert.Equal("Last.", Talk.Turn(
        null, "", Talk.Good, Talk.Words, Talk.Good.Replace("Done.", "Last.", StringComparison.Ordinal)).Result!.Text);

    /// <summary>Who tells it cuts it, after it has masked it: a secret across the cut would show its beginning.</summary>
    [Fact]
    public void A_long_answer_is_left_whole()
    {
        string answer = new('x', Limits.ResultTextLength + 1);

        Assert.Equal(answer, Talk.Turn(null, "", Talk.Good.Replace("Done.", answer, StringComparison.Ordinal)).Result!.Text);
    }
}
