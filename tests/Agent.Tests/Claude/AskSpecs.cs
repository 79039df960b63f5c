using System.Diagnostics;
using System.Text.Json.Nodes;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests.Claude;

/// <summary>Questions of Claude Code, asked by a real process and answered through pipes that no agent holds.</summary>
public sealed class AskSpecs
{
    private static readonly string LongPrompt = $"ask {new string('x', 300_000)}";

    [Theory]
    [InlineData(AnswerBehavior.Allow)]
    [InlineData(AnswerBehavior.Deny)]
    public async Task A_question_waits_for_a_person_and_goes_on_with_the_answer(AnswerBehavior behavior)
    {
        await using Bench bench = await AskingAsync();
        TaskId id = bench.Ask("ask");
        await UntilAsked(bench, id, "q-1");
        Question question = bench.Authority.Task(id).Question!;
        Answer(bench, id, "q-1", behavior, "Not there.");
        TaskSnapshot task = await bench.EndOf(id);

        Assert.Equal(("Bash", """{"command":"rm -rf build"}""", false), (question.Tool, question.Input, question.Truncated));
        Assert.Equal((TaskState.Completed, 0, $"Turn 1: ask: q-1 {Words.Of(behavior)}"), (task.State, task.ExitCode, task.Result!.Text));
        JsonNode said = await HeardAsync(bench);
        Assert.Equal(
            behavior == AnswerBehavior.Allow ? "rm -rf build" : "Not there.",
            (behavior == AnswerBehavior.Allow ? said["updatedInput"]!["command"] : said["message"])!.GetValue<string>());
    }

    [Fact]
    public async Task A_killed_agent_costs_neither_question_nor_answer()
    {
        await using Bench bench = await AskingAsync(andAgent: false);
        Process first = bench.StartAgentProcess();
        TaskId id = bench.Ask("ask2");
        await UntilAsked(bench, id, "q-1");
        first.Kill();
        await first.WaitForExitAsync();
        Answer(bench, id, "q-1", AnswerBehavior.Allow);
        Process second = bench.StartAgentProcess();
        await UntilAsked(bench, id, "q-2");
        second.Kill();
        await second.WaitForExitAsync();
        Answer(bench, id, "q-2", AnswerBehavior.Deny);
        bench.StartAgentProcess();
        TaskSnapshot task = await bench.EndOf(id);

        Assert.Equal((TaskState.Completed, "Turn 1: ask2: q-1 allow, q-2 deny"), (task.State, task.Result!.Text));
        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(bench.Work, "heard"))).Length);
    }

    [Fact]
    public async Task A_prompt_that_is_longer_than_a_pipe_arrives_whole()
    {
        await using Bench bench = await AskingAsync();
        TaskId id = bench.Ask(LongPrompt);
        await UntilAsked(bench, id, "q-1");
        Answer(bench, id, "q-1", AnswerBehavior.Allow);

        Assert.Equal(TaskState.Completed, (await bench.EndOf(id)).State);
        Assert.Contains(LongPrompt, await bench.OutputOf(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_is_withdrawn_waits_for_nobody()
    {
        await using Bench bench = await AskingAsync();
        TaskId id = bench.Ask("withdraw");
        await UntilAsked(bench, id, "q-1");
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await bench.Until(() => bench.Authority.Task(id).State == TaskState.Working, "the task goes on");
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "on"), "");

        Assert.Equal(TaskState.Completed, (await bench.EndOf(id)).State);
    }

    [Fact]
    public async Task A_question_to_people_gets_their_reply()
    {
        await using Bench bench = await AskingAsync();
        TaskId id = bench.Ask("question");
        await UntilAsked(bench, id, "q-1");
        Answer(bench, id, "q-1", AnswerBehavior.Allow, "Green, please");
        await bench.EndOf(id);

        Assert.Equal("Green, please", (await HeardAsync(bench))["updatedInput"]!["answers"]!["Which colour?"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_cancel_needs_no_answer()
    {
        await using Bench bench = await AskingAsync();
        TaskId id = bench.Ask("ask");
        await UntilAsked(bench, id, "q-1");
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        TaskSnapshot task = await bench.EndOf(id);

        Assert.Equal((TaskState.Cancelled, TaskReason.Requested), (task.State, task.Reason));
    }

    [Fact]
    public async Task A_server_that_was_restored_is_asked_again()
    {
        await using Bench bench = await AskingAsync();
        TaskId id = bench.Ask("ask");
        await UntilAsked(bench, id, "q-1");
        bench.Authority.Tell(id, new TaskCommand.HoldRestored());
        await UntilAsked(bench, id, "q-1");
        Answer(bench, id, "q-1", AnswerBehavior.Allow);

        Assert.Equal(TaskState.Completed, (await bench.EndOf(id)).State);
    }

    private static Task<Bench> AskingAsync(bool andAgent = true) => Bench.StartAsync(
        config => config with { Claude = config.Claude with { PermissionPrompts = true, LingerSeconds = 30 } }, andAgent);

    private static Task UntilAsked(Bench bench, TaskId id, string request) => bench.Until(
        () => bench.Authority.Task(id) is { State: TaskState.InputRequired, Answer: null, Question: { } asked } && asked.RequestId == request,
        $"the question {request}");

    private static void Answer(Bench bench, TaskId id, string request, AnswerBehavior behavior, string? text = null) =>
        bench.Authority.Tell(id, new TaskCommand.Answer(request, behavior, text, "ada"));

    private static async Task<JsonNode> HeardAsync(Bench bench) =>
        JsonNode.Parse((await File.ReadAllLinesAsync(Path.Combine(bench.Work, "heard")))[0])!["response"]!["response"]!;
}
