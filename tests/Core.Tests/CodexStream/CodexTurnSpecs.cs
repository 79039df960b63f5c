using TaskSync.Core.ClaudeStream;
using TaskSync.Core.CodexStream;
using TaskSync.Core.Tests.ClaudeStream;

namespace TaskSync.Core.Tests.CodexStream;

public class CodexTurnSpecs
{
    private const string Unknown = "Error: thread/resume failed: no rollout found for thread id t-1 (code -32600)";

    private static readonly TokenUsage Total = new()
    {
        InputTokens = 30, OutputTokens = 20, CacheReadTokens = 60, CacheWriteTokens = 10,
    };

    private static readonly Conversation Before = new()
    {
        Id = "t-1", Cwd = "/work",
        Usage = new() { InputTokens = 10, OutputTokens = 5, CacheReadTokens = 20, CacheWriteTokens = 10 },
    };

    [Fact]
    public void A_first_turn_gives_its_last_words_and_the_thread_to_go_on_with()
    {
        string last = CodexTalk.Words.Replace("Hi", "Done.", StringComparison.Ordinal);
        TurnOutcome turn = CodexTalk.Turn(
            null, "", CodexTalk.Thread, CodexTalk.Words, CodexTalk.Command, CodexTalk.Listed, last, CodexTalk.Completed);

        Assert.Equal(("Done.", false, Total), (turn.Result!.Text, turn.Result.IsError, turn.Result.Usage));
        Assert.Equal(new Conversation { Id = "t-1", Cwd = "/asked", Usage = Total }, turn.Conversation);
        Assert.Null(turn.Why);
    }

    [Fact]
    public void A_later_turn_took_the_difference_of_the_totals()
    {
        TurnOutcome turn = CodexTalk.Turn(Before, "", CodexTalk.Thread, CodexTalk.Words, CodexTalk.Completed);

        Assert.Equal(
            new TokenUsage { InputTokens = 20, OutputTokens = 15, CacheReadTokens = 40, CacheWriteTokens = 0 },
            turn.Result!.Usage);
        Assert.Equal(Before with { Usage = Total }, turn.Conversation);
    }

    [Fact]
    public void A_CLI_that_counts_anew_is_believed() => Assert.Equal(Total, CodexTalk.Turn(
        Before with { Usage = new() { OutputTokens = 21 } }, "", CodexTalk.Thread, CodexTalk.Words, CodexTalk.Completed)
        .Result!.Usage);

    [Fact]
    public void An_error_decides_nothing_and_says_why_if_nothing_else_does()
    {
        TurnOutcome good = CodexTalk.Turn(
            null, "", CodexTalk.Thread, CodexTalk.Reconnecting, CodexTalk.Words, CodexTalk.Completed);
        TurnOutcome cut = CodexTalk.Turn(null, "noise", CodexTalk.Thread, CodexTalk.Words, CodexTalk.Reconnecting);

        Assert.Equal((false, null), (good.Result!.IsError, good.Why));
        Assert.Equal((null, "Reconnecting... 1/5"), (cut.Result, cut.Why));
    }

    [Fact]
    public void A_failed_turn_says_why_and_keeps_the_thread_and_its_count()
    {
        TurnOutcome turn = CodexTalk.Turn(Before, "", CodexTalk.Thread, CodexTalk.Words, CodexTalk.Failed);

        Assert.Equal((true, "Usage limit."), (turn.Result!.IsError, turn.Why));
        Assert.Equal(Before, turn.Conversation);
    }

    [Fact]
    public void A_thread_that_never_spoke_is_none_to_go_on_with()
    {
        Assert.Null(CodexTalk.Turn(null, "", CodexTalk.Thread, CodexTalk.Failed).Conversation);
        Assert.Equal(Before, CodexTalk.Turn(Before, "", CodexTalk.Thread).Conversation);
    }

    [Fact]
    public void A_thread_that_the_CLI_does_not_know_is_forgotten_wherever_it_says_so()
    {
        string line = $$"""{"type":"error","message":"{{Unknown}}"}""";
        foreach (TurnOutcome turn in new[] { CodexTalk.Turn(Before, Unknown), CodexTalk.Turn(Before, "", line) })
        {
            Assert.Equal(Before with { Forgotten = true }, turn.Conversation);
            Assert.Contains("t-1", turn.Why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_answer_in_a_new_thread_instead_of_the_old_one_is_a_failure_that_says_so()
    {
        TurnOutcome turn = CodexTalk.Turn(
            Before with { Id = "t-0" }, "", CodexTalk.Thread, CodexTalk.Words, CodexTalk.Completed);

        Assert.Equal((true, "Hi", Total), (turn.Result!.IsError, turn.Result.Text, turn.Result.Usage));
        Assert.Contains("t-0", turn.Why, StringComparison.Ordinal);
        Assert.Equal(("t-1", false), (turn.Conversation!.Id, turn.Conversation.Forgotten));
    }

    [Fact]
    public void Of_warnings_an_error_and_its_stack_the_error_says_why()
    {
        const string Stderr = "WARNING: no helpers\nError: not logged in\n\nStack backtrace:\n   0: <unknown>";

        Assert.Equal("Error: not logged in", CodexTalk.Turn(null, Stderr).Why);
        Assert.Equal("the network is gone", CodexTalk.Turn(null, "the network is gone").Why);
    }

    [Fact]
    public void It_is_at_rest_after_its_turn()
    {
        var turn = new CodexTurn(null, null);
        bool After(string line)
        {
            turn.Add(Talk.Bytes(line));
            return turn.IsAtRest;
        }

        Assert.Equal(
            [false, false, false, true],
            new[] { CodexTalk.Thread, CodexTalk.Words, CodexTalk.Reconnecting, CodexTalk.Completed }.Select(After));
    }
}
