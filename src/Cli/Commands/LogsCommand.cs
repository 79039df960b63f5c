using System.CommandLine;
using TaskSync.Cli.Client;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync logs ID</c>: the bytes of a task's output, as they are.</summary>
internal sealed class LogsCommand
{
    private readonly Argument<string> task = TaskReference.Argument();
    private readonly Option<bool> follow = new("--follow", "-f") { Description = "Go on until the task is over" };
    private readonly Option<bool> stderr = new("--stderr") { Description = "What it wrote to stderr, instead of stdout" };

    private readonly Option<int?> attempt = new("--attempt")
    {
        Description = "Of this attempt; the newest by default",
        HelpName = "N",
    };

    public static Command Create(Frame frame) => new LogsCommand().Build(frame);

    private Command Build(Frame frame) =>
        frame.Run(new Command("logs", "Print a task's output") { task, follow, stderr, attempt }, RunAsync);

    private async Task<int> RunAsync(Invocation call)
    {
        using TaskSyncClient client = call.Connect();
        TaskId id = await TaskReference.ResolveAsync(client, call.Get(task), call.Cancel);
        OutputStream stream = call.Get(stderr) ? OutputStream.Stderr : OutputStream.Stdout;
        TaskView view = (await client.GetAsync(id, call.Cancel)).Value;
        await using Stream to = call.World.OpenOut();
        if (call.Get(follow)) return await FollowAsync(call, new OutputFollow(client, to, call.World.Time), id, stream);

        int chosen = call.Get(attempt) ?? view.Attempt;
        if (chosen > 0) await client.Output.CopyAsync(new(id, chosen, stream, From: 0), to, _ => { }, call.Cancel);
        return ExitCodes.Done;
    }

    private async Task<int> FollowAsync(Invocation call, OutputFollow following, TaskId id, OutputStream stream)
    {
        FollowEnd end = await following.RunAsync(id, call.Get(attempt), stream, call.Cancel);
        if (end == FollowEnd.Complete) return ExitCodes.Done;
        await call.Error.WriteLineAsync(
            "tasksync: The task is over, but its agent has not delivered all of its output; the rest may still come.");
        return ExitCodes.Failed;
    }
}
