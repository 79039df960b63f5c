using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests.Codex;

/// <summary>Real processes, and the stand-in that <c>tests/Codex.StandIn</c> describes.</summary>
public sealed class CodexSpecs
{
    [Fact]
    public async Task A_prompt_is_answered_and_its_thread_reported()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot task = await bench.EndOf(bench.AskCodex("Say \"hi\" to $HOME;\n\\ and ünïcödé"));

        Assert.Equal((TaskState.Completed, 0), (task.State, task.ExitCode));
        Assert.Equal("Turn 1: Say \"hi\" to $HOME; \\ and ünïcödé", task.Result!.Text);
        Assert.Equal(
            new TokenUsage { InputTokens = 40, OutputTokens = 20, CacheReadTokens = 60 }, task.Result.Usage);
        Assert.Null(task.Result.CostUsd);
        Assert.NotNull(task.Conversation);
    }

    [Fact]
    public async Task The_next_turn_goes_on_in_the_same_folder_and_counts_its_own_tokens()
    {
        await using Bench bench = await Bench.StartAsync();
        string folder = Directory.CreateDirectory(Path.Combine(bench.Work, "deep")).FullName;
        TaskSnapshot first = await bench.EndOf(bench.AskCodex("One", spec: new TaskSpec { Cwd = folder }));
        TaskSnapshot second = await bench.EndOf(bench.AskCodex("Two", first.Conversation));

        Assert.Equal(("Turn 2: Two", first.Result!.Usage), (second.Result!.Text, second.Result.Usage));
        Assert.Equal((first.Conversation!.Id, folder), (second.Conversation!.Id, second.Conversation.Cwd));
        Assert.Equal(120, second.Conversation.Usage!.CacheReadTokens);
        Assert.Equal(["resume", first.Conversation.Id, "-"], (await File.ReadAllLinesAsync(Path.Combine(folder, "argv")))[^3..]);
    }

    [Theory]
    [InlineData("failed", TaskReason.ResultError, 1, "You have hit your usage limit.")]
    [InlineData("interrupted", TaskReason.ResultError, 0, "exit code 0 without a result")]
    [InlineData("lost", TaskReason.ExitCode, 1, "stream disconnected")]
    [InlineData("die", TaskReason.ExitCode, 3, "the network is gone")]
    [InlineData("crash", TaskReason.Signal, null, "signal 11 without a result")]
    public async Task What_goes_wrong_is_failed_with_a_reason_and_the_CLIs_own_words(
        string mode, TaskReason reason, int? exitCode, string words)
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot task = await bench.EndOf(bench.AskCodex(mode));

        Assert.Equal((TaskState.Failed, reason, exitCode), (task.State, task.Reason, task.ExitCode));
        Assert.Contains(words, task.Message, StringComparison.Ordinal);
        Assert.NotNull(task.Conversation);
    }

    [Theory]
    [InlineData("reconnect")]
    [InlineData("grumpy")]
    [InlineData("garbage")]
    [InlineData("big")]
    [InlineData("hang")]
    [InlineData("deaf")]
    public async Task A_completed_turn_counts_whatever_stands_around_it(string mode)
    {
        await using Bench bench = await Bench.StartAsync(config => config with
        {
            GraceSeconds = 0.2, Codex = config.Codex with { LingerSeconds = 0.2 },
        });
        TaskSnapshot task = await bench.EndOf(bench.AskCodex(mode));

        Assert.Equal((TaskState.Completed, $"Turn 1: {mode}"), (task.State, task.Result!.Text));
        Assert.Equal(Custody.Gone, task.Custody);
    }

    [Theory]
    [InlineData("Go on", TaskReason.ExitCode, true)]
    [InlineData("anew", TaskReason.ResultError, false)]
    public async Task A_thread_that_Codex_forgot_is_a_clear_failure(string prompt, TaskReason reason, bool forgotten)
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot first = await bench.EndOf(bench.AskCodex("forget"));
        TaskSnapshot task = await bench.EndOf(bench.AskCodex(prompt, first.Conversation));

        Assert.Equal((TaskState.Failed, reason), (task.State, task.Reason));
        Assert.Contains(first.Conversation!.Id, task.Message, StringComparison.Ordinal);
        Assert.Equal((forgotten, !forgotten),
            (task.Conversation!.Forgotten, task.Conversation.Id != first.Conversation.Id));
    }

    [Fact]
    public async Task A_cancelled_turn_keeps_its_thread_if_that_was_kept()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot spoke = await CancelAsync(bench, "wait", "I look.");
        TaskSnapshot early = await CancelAsync(bench, "early", "turn.started");

        Assert.Equal((TaskState.Cancelled, TaskState.Cancelled), (spoke.State, early.State));
        Assert.Equal("Turn 2: Go on", (await bench.EndOf(bench.AskCodex("Go on", spoke.Conversation))).Result!.Text);
        Assert.Null(early.Conversation);
    }

    [Fact]
    public async Task A_turn_that_outlives_its_agent_is_judged_by_the_next_one()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.AskCodex("wait");
        await bench.UntilOutput(id, "I look.");
        await bench.StopAgentAsync();
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        bench.StartAgent();
        TaskSnapshot task = await bench.EndOf(id);

        Assert.Equal((TaskState.Completed, "Turn 1: wait"), (task.State, task.Result!.Text));
    }

    private static async Task<TaskSnapshot> CancelAsync(Bench bench, string mode, string after)
    {
        TaskId id = bench.AskCodex(mode);
        await bench.UntilOutput(id, after);
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        return await bench.EndOf(id);
    }
}
