using System.CommandLine;
using TaskSync.Cli.Client;
using TaskSync.Cli.Display;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync submit -- argv…</c> and <c>tasksync submit --claude PROMPT</c></summary>
internal sealed class SubmitCommand
{
    private readonly SubmitOptions options = new();

    private readonly Option<string?> key = Options.Text(
        "--key", "KEY", "Idempotency key: the same one twice gives one task; a new one by default");

    private readonly Option<bool> wait = Options.Flag(
        "--wait", "Wait for the end, print what came of it, exit with the task's exit code");

    private readonly Option<bool> json = Options.Json();

    public static Command Create(Frame frame) => new SubmitCommand().Build(frame);

    private Command Build(Frame frame)
    {
        Command command = new("submit", "Hand in a command or a prompt for an agent") { wait, json, key };
        options.AddTo(command);
        return frame.Run(command, RunAsync);
    }

    private async Task<int> RunAsync(Invocation call)
    {
        try
        {
            using TaskSyncClient client = call.Connect();
            Answer<TaskView> task = await SubmitAsync(call, client);
            if (call.Get(wait)) return await WaitAsync(call, client, task);
            return await ConfirmAsync(call, task.Value, task.Json);
        }
        catch (CallException e) when (call.Get(wait))
        {
            await call.Error.WriteLineAsync($"tasksync: {e.Message}");
            return ExitCodes.WaitFailed;
        }
    }

    private async Task<Answer<TaskView>> SubmitAsync(Invocation call, TaskSyncClient client)
    {
        string used = call.Get(key) ?? Guid.NewGuid().ToString("N");
        try
        {
            return await client.SubmitAsync(options.Read(call), used, call.Cancel);
        }
        catch (NoAnswerException e) when (e.Tries > 1)
        {
            await call.Error.WriteLineAsync(
                "tasksync: Nobody knows whether the task was accepted. "
                + $"Submit it again with --key {used}: that gives one task.");
            throw;
        }
    }

    /// <summary>The id alone on stdout, so that scripts can take it; the hint is for people.</summary>
    private async Task<int> ConfirmAsync(Invocation call, TaskView task, string answer)
    {
        await call.Out.WriteLineAsync(call.Get(json) ? answer : task.TaskId.Value);
        if (call.World.ErrorIsTerminal)
        {
            await call.Error.WriteLineAsync(
                $"{Words.Of(task.State)} in session {task.SessionId}; "
                + $"follow it with `tasksync logs -f {task.TaskId}`");
        }
        return ExitCodes.Done;
    }

    private async Task<int> WaitAsync(Invocation call, TaskSyncClient client, Answer<TaskView> task)
    {
        TaskId id = task.Value.TaskId;
        try
        {
            task = await WaitDisplay.UntilOverAsync(call.World, client, task, call.Cancel);
        }
        catch (Exception e) when (e is CallException || call.Cancel.IsCancellationRequested)
        {
            await call.Error.WriteLineAsync(
                $"The task {id} goes on. See `tasksync show {id}`, follow it with `tasksync logs -f {id}`, "
                + $"stop it with `tasksync cancel {id}`.");
            throw;
        }
        if (call.Get(json)) await call.Out.WriteLineAsync(task.Json);
        else await Outcome.WriteAsync(call, client, task.Value);
        return ExitCodes.Of(task.Value);
    }
}
