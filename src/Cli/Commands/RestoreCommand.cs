using System.CommandLine;
using TaskSync.Silo;

namespace TaskSync.Cli.Commands;

/// <summary>
/// <c>tasksync restore FILE --data DIR</c>: makes a data folder from a backup, without a server.
/// </summary>
internal static class RestoreCommand
{
    public static Command Create(Frame frame)
    {
        Argument<string> file = new("file") { Description = "What `tasksync backup` wrote" };
        return frame.Run(new Command("restore", "Make a data folder from a backup") { file }, async call =>
        {
            if (call.Get(call.Globals.Data) is null)
            {
                throw new UsageException("Name the new folder to restore into with --data DIR.");
            }
            await BackupRestore.RestoreAsync(Path.GetFullPath(call.Get(file)), call.Folder.Path);
            await call.Out.WriteLineAsync(
                $"Restored into {call.Folder.Path}. Tasks that were open wait until a person lets them go on.");
            return ExitCodes.Done;
        });
    }
}
