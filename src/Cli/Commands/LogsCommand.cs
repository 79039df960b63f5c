using System.CommandLine;
using TaskSync.Cli.Client;
using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync logs ID</c>: the bytes of a task's output, as they are.</summary>
internal sealed class LogsCommand
{
    private readonly Argument<string> task = TaskReference.Argument();
    private readonly Option<bool> follow = new("--follow", "-f") { Description = "Go on until it is over" };
    private readonly Option<bool> stderr = Options.Flag("--stderr", "What it wrote to stderr, instead of stdout");
    private readonly Option<int?> attempt = Options.Number("--attempt", "N", "Of this attempt; else the newest");

    public static Command Create(Frame frame) => new LogsCommand().Build(frame);

    private Command Build(Frame frame) =>
        frame.Run(new Command("logs", "Print a task's output") { task, follow, stderr, attempt }, RunAsync);

    private async Task<int> RunAsync(Invocation call)
    {
        using TaskSyncClient client = call.Connect();
        TaskId id = await TaskReference.ResolveAsync(client, call.Get(task), call.Cancel);
        OutputStream stream = call.Get(stderr) ? OutputStream.Stderr : OutputStream.Stdout;
        await using Stream to = call.World.OpenOut();
        OutputFollow following = new(client, to, call.World.Time);
        if (call.Get(follow)) return await FollowAsync(call, following, id, stream);
        await client.Output.CopyAsync(id, call.Get(attempt), stream, to, call.Cancel);
        return ExitCodes.Done;
    }

    private async Task<int> FollowAsync(Invocation call, OutputFollow following, TaskId id, OutputStream stream)
    {
        if (await following.RunAsync(id, call.Get(attempt), stream, call.Cancel)) return ExitCodes.Done;
        await call.Error.WriteLineAsync(
            "tasksync: The task is over, but its agent has not delivered all of its output yet.");
        return ExitCodes.Failed;
    }
}
