using System.CommandLine;
using TaskSync.Cli.Client;
using TaskSync.Cli.Display;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync answer ID --allow</c></summary>
internal sealed class AnswerCommand
{
    private readonly Argument<string> task = TaskReference.Argument();
    private readonly Option<bool> allow = Options.Flag("--allow", "Let it do what it asks to do");
    private readonly Option<bool> deny = Options.Flag("--deny", "Do not let it");
    private readonly Option<string?> text = Options.Text("--text", "TEXT", "What to tell it");
    private readonly Option<string?> request = Options.Text("--request", "ID", "Only if this is what it asks");
    private readonly Option<bool> json = Options.Json();

    public static Command Create(Frame frame) => new AnswerCommand().Build(frame);

    private Command Build(Frame frame)
    {
        Command command = new("answer", "Answer a task that asks for something") { task, allow, deny, text, request, json };
        return frame.Run(command, RunAsync);
    }

    private async Task<int> RunAsync(Invocation call)
    {
        if (call.Get(allow) == call.Get(deny)) throw new UsageException("Say one of --allow and --deny.");
        using TaskSyncClient client = call.Connect();
        TaskId id = await TaskReference.ResolveAsync(client, call.Get(task), call.Cancel);
        string asked = call.Get(request) ?? await QuestionOfAsync(client, id, call.Cancel);
        AnswerRequest body = new()
        {
            RequestId = asked, Behavior = call.Get(allow) ? "allow" : "deny", Text = call.Get(text),
        };
        Answer<TaskView> answer = await client.AnswerAsync(id, body, call.Cancel);
        await call.Out.WriteLineAsync(call.Get(json)
            ? answer.Json : $"{id} {Sentences.Standing(answer.Value, call.World.Time.GetUtcNow())}");
        return ExitCodes.Done;
    }

    private static async Task<string> QuestionOfAsync(TaskSyncClient client, TaskId id, CancellationToken cancel) =>
        (await client.GetAsync(id, cancel)).Value.Question?.RequestId
        ?? throw new UsageException($"{id} asks nothing.");
}
