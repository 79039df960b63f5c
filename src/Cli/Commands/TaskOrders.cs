using System.CommandLine;
using TaskSync.Cli.Client;
using TaskSync.Cli.Display;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync cancel ID</c> and <c>tasksync retry ID</c></summary>
internal static class TaskOrders
{
    public static Command CreateCancel(Frame frame)
    {
        Argument<string> task = TaskReference.Argument();
        Option<bool> force = Options.Flag("--force", "Also without proof that its process is gone");
        Option<bool> json = Options.Json();
        return frame.Run(new Command("cancel", "Stop a task") { task, force, json }, async call =>
        {
            using TaskSyncClient client = call.Connect();
            TaskId id = await TaskReference.ResolveAsync(client, call.Get(task), call.Cancel);
            Answer<TaskView> answer = await CancelAsync(client, id, call.Get(force), call.Cancel);
            await call.Out.WriteLineAsync(call.Get(json) ? answer.Json : $"{id} {Standing(call, answer.Value)}");
            return ExitCodes.Done;
        });
    }

    public static Command CreateRetry(Frame frame)
    {
        Argument<string> task = TaskReference.Argument();
        Option<bool> json = Options.Json();
        Command command = new("retry", "Run the same work again, as a new task") { task, json };
        return frame.Run(command, async call =>
        {
            using TaskSyncClient client = call.Connect();
            TaskId id = await TaskReference.ResolveAsync(client, call.Get(task), call.Cancel);
            Answer<TaskView> answer = await client.RetryAsync(id, call.Cancel);
            await call.Out.WriteLineAsync(call.Get(json) ? answer.Json : answer.Value.TaskId.Value);
            return ExitCodes.Done;
        });
    }

    /// <summary>
    /// A task that is cancelled already is what was asked for: the first answer may just have been lost.
    /// </summary>
    private static async Task<Answer<TaskView>> CancelAsync(
        TaskSyncClient client, TaskId id, bool force, CancellationToken cancel)
    {
        try
        {
            return await client.CancelAsync(id, force, cancel);
        }
        catch (RefusedException e) when (e.Problem.Status == 409)
        {
            Answer<TaskView> task = await client.GetAsync(id, cancel);
            if (task.Value.State != TaskState.Cancelled) throw;
            return task;
        }
    }

    private static string Standing(Invocation call, TaskView task) => task.State.IsTerminal()
        ? Sentences.Ended(task)
        : Sentences.Standing(task, call.World.Time.GetUtcNow());
}
