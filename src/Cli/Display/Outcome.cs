using TaskSync.Cli.Client;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Display;

/// <summary>
/// What a task that is over left: of a command what it wrote, as it is, of a coding agent its answer. How it ended is for
/// people, and on standard error.
/// </summary>
internal static class Outcome
{
    public static async Task WriteAsync(Invocation call, TaskSyncClient client, TaskView task)
    {
        if (task.Kind != TaskKind.Command) await WriteAnswerAsync(call, task.Result?.Text);
        else if (!await PassOnAsync(call, client, task)) await call.Error.WriteLineAsync("Some of its output is missing.");
        if (call.World.ErrorIsTerminal || task.State != TaskState.Completed)
        {
            await call.Error.WriteLineAsync($"{task.TaskId} {Sentences.Ended(task)}");
        }
    }

    private static async Task WriteAnswerAsync(Invocation call, string? answer)
    {
        if (string.IsNullOrEmpty(answer)) return;
        foreach (string line in answer.Split('\n')) await call.Out.WriteLineAsync(Tables.Plain(line));
    }

    /// <returns>Whether every byte was written.</returns>
    private static async Task<bool> PassOnAsync(Invocation call, TaskSyncClient client, TaskView task)
    {
        if (task.Attempt == 0) return true;
        await using Stream output = call.World.OpenOut();
        await using Stream errors = call.World.OpenError();
        OutputFollow wrote = new(client, output, call.World.Time);
        OutputFollow complained = new(client, errors, call.World.Time);
        bool isAll = await wrote.RunAsync(task.TaskId, task.Attempt, OutputStream.Stdout, call.Cancel);
        return await complained.RunAsync(task.TaskId, task.Attempt, OutputStream.Stderr, call.Cancel) && isAll;
    }
}
