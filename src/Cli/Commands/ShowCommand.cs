using System.CommandLine;
using TaskSync.Cli.Client;
using TaskSync.Cli.Display;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync show ID</c></summary>
internal static class ShowCommand
{
    public static Command Create(Frame frame)
    {
        Argument<string> task = TaskReference.Argument();
        Option<bool> json = Options.Json();
        return frame.Run(new Command("show", "Show all facts of a task") { task, json }, async call =>
        {
            using TaskSyncClient client = call.Connect();
            TaskId id = await TaskReference.ResolveAsync(client, call.Get(task), call.Cancel);
            Answer<TaskView> answer = await client.GetAsync(id, call.Cancel);
            if (call.Get(json)) await call.Out.WriteLineAsync(answer.Json);
            else TaskFacts.Write(call.World, answer.Value);
            return ExitCodes.Done;
        });
    }
}
