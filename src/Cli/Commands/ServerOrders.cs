using System.CommandLine;
using TaskSync.Cli.Client;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync login</c> and <c>tasksync backup FILE</c>: asked of a running server.</summary>
internal static class ServerOrders
{
    public static Command CreateLogin(Frame frame) =>
        frame.Run(new Command("login", "Print a link that logs a browser in, once"), async call =>
        {
            using TaskSyncClient client = call.Connect();
            await call.Out.WriteLineAsync((await client.LoginLinkAsync(call.Cancel)).Value.Url);
            return ExitCodes.Done;
        });

    public static Command CreateBackup(Frame frame)
    {
        Argument<string> file = new("file") { Description = "Where to write it, on the server's machine" };
        Command command = new("backup", "Write a consistent copy of the data while the server runs") { file };
        return frame.Run(command, async call =>
        {
            using TaskSyncClient client = call.Connect();
            string path = Path.GetFullPath(call.Get(file));
            await client.BackupAsync(path, call.Cancel);
            await call.Out.WriteLineAsync(path);
            return ExitCodes.Done;
        });
    }
}
