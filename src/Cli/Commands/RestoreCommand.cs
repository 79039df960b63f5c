using System.CommandLine;
using TaskSync.Cli.Display;
using TaskSync.Silo;
using TaskSync.Storage;

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
            RestoreOutcome outcome = await BackupRestore.RestoreAsync(
                Path.GetFullPath(call.Get(file)), call.Folder.Path);
            await call.Out.WriteLineAsync(
                $"Restored into {call.Folder.Path}. Tasks that were open wait until a person lets them go on. Tokens, "
                + "page logins and codes of before are good no more: the server makes a new admin.token when it starts.");
            if (outcome.Agents.Count > 0)
            {
                await call.Out.WriteLineAsync(Tables.Plain(
                    $"Let in again, as when the backup was made: {string.Join(", ", outcome.Agents)}. An agent that you "
                    + "removed since has to be removed again."));
            }
            return ExitCodes.Done;
        });
    }
}
