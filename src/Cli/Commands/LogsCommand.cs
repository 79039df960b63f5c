using System.CommandLine;
using TaskSync.Cli.Client;
using TaskSync.Cli.Display;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Steps;
using TaskSync.Core.Tasks;

namespace TaskSync.Cli.Commands;

/// <summary>
/// <c>tasksync logs ID</c>: what a coding agent did, step by step, and of all else the bytes of the output as they are.
/// </summary>
internal sealed class LogsCommand
{
    private readonly Argument<string> task = TaskReference.Argument();
    private readonly Option<bool> follow = new("--follow", "-f") { Description = "Go on until it is over" };
    private readonly Option<bool> raw = Options.Flag("--raw", "The bytes of the output, also of a coding agent's");
    private readonly Option<bool> stderr = Options.Flag("--stderr", "What it wrote to stderr, instead of stdout");
    private readonly Option<int?> attempt = Options.Number("--attempt", "N", "Of this attempt; else the newest");

    public static Command Create(Frame frame) => new LogsCommand().Build(frame);

    private Command Build(Frame frame) =>
        frame.Run(new Command("logs", "Print what a task did") { task, follow, raw, stderr, attempt }, RunAsync);

    private async Task<int> RunAsync(Invocation call)
    {
        using TaskSyncClient client = call.Connect();
        TaskId id = await TaskReference.ResolveAsync(client, call.Get(task), call.Cancel);
        if (await HasStepsAsync(call, client, id)) return await ShowStepsAsync(call, client, id);
        OutputStream stream = call.Get(stderr) ? OutputStream.Stderr : OutputStream.Stdout;
        await using Stream to = call.World.OpenOut();
        OutputFollow following = new(client, to, call.World.Time);
        if (call.Get(follow)) return await FollowAsync(call, following, id, stream);
        await client.Output.CopyAsync(id, call.Get(attempt), stream, to, call.Cancel);
        return ExitCodes.Done;
    }

    private async Task<bool> HasStepsAsync(Invocation call, TaskSyncClient client, TaskId id) =>
        !call.Get(raw) && !call.Get(stderr)
        && (await client.GetAsync(id, call.Cancel)).Value.Kind is TaskKind.Claude or TaskKind.Codex;

    private async Task<int> ShowStepsAsync(Invocation call, TaskSyncClient client, TaskId id)
    {
        StepFollow steps = new(client, call.World.Time);
        StepWriter writer = new(call.World.Out);
        await foreach (Step step in steps.ReadAsync(id, call.Get(attempt), call.Get(follow), call.Cancel))
        {
            await writer.WriteAsync(step);
        }
        return steps.IsComplete || !call.Get(follow) ? ExitCodes.Done : await MissesAsync(call);
    }

    private async Task<int> FollowAsync(Invocation call, OutputFollow following, TaskId id, OutputStream stream)
    {
        if (await following.RunAsync(id, call.Get(attempt), stream, call.Cancel)) return ExitCodes.Done;
        return await MissesAsync(call);
    }

    private static async Task<int> MissesAsync(Invocation call)
    {
        await call.Error.WriteLineAsync(
            "tasksync: The task is over, but its agent has not delivered all of its output yet.");
        return ExitCodes.Failed;
    }
}
