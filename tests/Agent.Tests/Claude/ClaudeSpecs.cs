using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests.Claude;

/// <summary>Real processes, and the stand-in that <c>tests/Claude.StandIn</c> describes.</summary>
public sealed class ClaudeSpecs
{
    [Fact]
    public async Task A_prompt_is_answered_and_its_conversation_reported()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot task = await bench.EndOf(bench.Ask("Say \"hi\" to $HOME;\n\\ and ünïcödé"));

        Assert.Equal((TaskState.Completed, 0), (task.State, task.ExitCode));
        Assert.Equal("Turn 1: Say \"hi\" to $HOME; \\ and ünïcödé", task.Result!.Text);
        Assert.Equal((0.05m, 2, "stand-in-1"), (task.Result.CostUsd, task.Result.Turns, task.Result.Model));
        Assert.Equal(
            new TokenUsage { InputTokens = 10, OutputTokens = 20, CacheReadTokens = 30, CacheWriteTokens = 40 },
            task.Result.Usage);
        Assert.Equal((bench.Work, 0.05m), (task.Conversation!.Cwd, task.Conversation.CostUsd));
        Assert.Contains(task.Conversation.Id, await File.ReadAllLinesAsync(Path.Combine(bench.Work, "argv")));
    }

    [Fact]
    public async Task The_next_turn_goes_on_in_the_same_folder_and_costs_the_difference()
    {
        await using Bench bench = await Bench.StartAsync();
        string folder = Directory.CreateDirectory(Path.Combine(bench.Work, "deep")).FullName;
        TaskSnapshot first = await bench.EndOf(bench.Ask("One", spec: new TaskSpec { Cwd = folder }));
        TaskSnapshot second = await bench.EndOf(bench.Ask("renew", first.Conversation));
        TaskSnapshot third = await bench.EndOf(bench.Ask("Three", second.Conversation));

        Assert.Equal("Turn 2: renew", second.Result!.Text);
        Assert.NotEqual(first.Conversation!.Id, second.Conversation!.Id);
        Assert.Equal(("Turn 3: Three", 0.05m), (third.Result!.Text, third.Result.CostUsd));
        Assert.Equal((folder, 0.15m), (third.Conversation!.Cwd, third.Conversation.CostUsd));
    }

    [Fact]
    public async Task A_turn_in_another_folder_than_its_conversation_is_refused_with_both_names()
    {
        await using Bench bench = await Bench.StartAsync();
        string other = Directory.CreateDirectory(Path.Combine(bench.Work, "other")).FullName;
        TaskSnapshot first = await bench.EndOf(bench.Ask("One"));
        TaskSnapshot task = await bench.EndOf(bench.Ask("Two", first.Conversation, new TaskSpec { Cwd = other }));

        Assert.Equal((TaskState.Failed, TaskReason.StartFailed), (task.State, task.Reason));
        Assert.Contains($"lives in {bench.Work} and can't go on in {other}", task.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_that_the_CLI_forgot_is_a_clear_failure()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot first = await bench.EndOf(bench.Ask("forget"));
        TaskSnapshot task = await bench.EndOf(bench.Ask("Go on", first.Conversation));

        Assert.Equal((TaskState.Failed, TaskReason.ExitCode, 1), (task.State, task.Reason, task.ExitCode));
        Assert.Contains($"no longer knows this session's conversation ({first.Conversation!.Id})", task.Message,
            StringComparison.Ordinal);
        Assert.True(task.Conversation!.Forgotten);
    }

    [Theory]
    [InlineData("refused", TaskReason.ResultError, 1, "529 overloaded")]
    [InlineData("quietly", TaskReason.ResultError, 0, "529 overloaded")]
    [InlineData("turns", TaskReason.ResultError, 1, "maximum number of turns")]
    [InlineData("mute", TaskReason.ResultError, 0, "without a result")]
    [InlineData("die", TaskReason.ExitCode, 3, "the network is gone")]
    [InlineData("crash", TaskReason.Signal, null, "signal 11 without a result")]
    public async Task What_goes_wrong_is_failed_with_a_reason_and_the_CLIs_own_words(
        string mode, TaskReason reason, int? exitCode, string words)
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot task = await bench.EndOf(bench.Ask(mode));

        Assert.Equal((TaskState.Failed, reason, exitCode), (task.State, task.Reason, task.ExitCode));
        Assert.Contains(words, task.Message, StringComparison.Ordinal);
        Assert.NotNull(task.Conversation);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("big")]
    [InlineData("late")]
    [InlineData("retry")]
    public async Task A_good_result_counts_whatever_stands_around_it(string mode)
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot task = await bench.EndOf(bench.Ask(mode));

        Assert.Equal((TaskState.Completed, $"Turn 1: {mode}"), (task.State, task.Result!.Text));
    }

    [Fact]
    public async Task What_it_was_not_allowed_is_named_with_the_result()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot task = await bench.EndOf(bench.Ask("denied"));

        Assert.Equal(TaskState.Completed, task.State);
        Assert.Equal([new Denial("Bash", """{"command":"rm -rf build"}""")], task.Result!.Denials!);
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("deaf")]
    public async Task One_that_stays_after_its_result_is_ended_and_completed(string mode)
    {
        await using Bench bench = await Bench.StartAsync(Impatient);
        TaskSnapshot task = await bench.EndOf(bench.Ask(mode));

        Assert.Equal((TaskState.Completed, $"Turn 1: {mode}"), (task.State, task.Result!.Text));
        Assert.Equal(Custody.Gone, task.Custody);
    }

    [Fact]
    public async Task One_that_goes_on_after_a_result_may_and_its_last_result_counts()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskSnapshot task = await bench.EndOf(bench.Ask("again"));

        Assert.Equal("Turn 1: again, and more", task.Result!.Text);
    }

    [Fact]
    public async Task A_cancelled_turn_keeps_its_conversation()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Ask("wait");
        await bench.UntilOutput(id, "I look.");
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        TaskSnapshot task = await bench.EndOf(id);

        Assert.Equal((TaskState.Cancelled, TaskReason.Requested), (task.State, task.Reason));
        Assert.Equal("Turn 2: Go on", (await bench.EndOf(bench.Ask("Go on", task.Conversation))).Result!.Text);
    }

    [Fact]
    public async Task A_turn_that_outlives_its_agent_is_judged_by_the_next_one()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Ask("wait");
        await bench.UntilOutput(id, "I look.");
        await bench.StopAgentAsync();
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        bench.StartAgent();
        TaskSnapshot task = await bench.EndOf(id);

        Assert.Equal((TaskState.Completed, "Turn 1: wait"), (task.State, task.Result!.Text));
    }

    [Fact]
    public async Task A_list_of_what_commands_may_be_does_not_keep_the_configured_CLI_from_running()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { Executables = ["echo"] });

        Assert.Equal(TaskState.Completed, (await bench.EndOf(bench.Ask("Hello"))).State);
    }

    [Fact]
    public async Task An_agent_offers_the_kind_only_if_the_program_is_there()
    {
        await using Bench with = await Bench.StartAsync();
        await using Bench without = await Bench.StartAsync(
            config => config with
            {
                Claude = new ClaudeConfig { Executable = "there-is-no-claude" },
                Codex = new CodexConfig { Executable = "there-is-no-codex" },
            });
        await with.EndOf(with.Submit("true"));
        await without.EndOf(without.Submit("true"));

        Assert.Equal([TaskKind.Command, TaskKind.Claude, TaskKind.Codex], with.Authority.Syncs[0].Offer.Kinds);
        Assert.Equal([TaskKind.Command], without.Authority.Syncs[0].Offer.Kinds);
        Assert.Contains("no command there-is-no-claude", without.Log.ToString(), StringComparison.Ordinal);
        Assert.Contains("set codex.executable", without.Log.ToString(), StringComparison.Ordinal);
    }

    private static AgentConfig Impatient(AgentConfig config) => config with
    {
        GraceSeconds = 0.2, Claude = config.Claude with { LingerSeconds = 0.2 },
    };
}
