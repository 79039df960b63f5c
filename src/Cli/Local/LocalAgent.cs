using System.Reflection;
using TaskSync.Agent;
using TaskSync.Cli.Client;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Views;
using TaskSync.Silo;

namespace TaskSync.Cli.Local;

/// <summary>The agent that <c>up</c> starts beside its server, in a folder of its own.</summary>
internal static class LocalAgent
{
    public static KeptAgent For(TaskSyncServer server, DataFolder folder, TimeProvider time)
    {
        string[] command = [.. Self(), "agent", "--folder", folder.Agent, "--server", server.Url.ToString()];
        string pidFile = Path.Combine(folder.Path, "agent.pid");
        return new KeptAgent(cancel => EnrolAsync(server, folder, time, cancel), command, pidFile);
    }

    /// <summary>
    /// Enrols the folder unless the server knows its agent, as it may not after a restored backup.
    /// </summary>
    private static async Task EnrolAsync(
        TaskSyncServer server, DataFolder folder, TimeProvider time, CancellationToken cancel)
    {
        AgentId? id = AgentEnrollment.EnrolledAs(folder.Agent);
        if (id is not null && await IsKnownAsync(server, folder, id.Value, time, cancel)) return;
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = !server.Url.IsLoopback });
        string code = await server.CreateInviteAsync(cancel);
        AgentConfig config = new() { Server = server.Url, Roots = Roots() };
        await AgentEnrollment.EnrollAsync(config, code, folder.Agent, http, cancel: cancel);
    }

    /// <summary>The user's home and the folder in which they typed <c>up</c>: where they would expect work to run.</summary>
    private static List<string> Roots()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string here = Environment.CurrentDirectory;
        return home.Length == 0 ? [here] : Folders.IsWithin(here, [home]) ? [home] : [home, here];
    }

    private static async Task<bool> IsKnownAsync(
        TaskSyncServer server, DataFolder folder, AgentId id, TimeProvider time, CancellationToken cancel)
    {
        using TaskSyncClient client = new([server.Url], folder.Token(), time);
        AgentPage fleet = (await client.AgentsAsync(cancel)).Value;
        return fleet.Agents.Any(agent => agent.AgentId == id);
    }

    /// <summary>
    /// This program, started the way this process was: by its own name, or by dotnet with the library's.
    /// </summary>
    private static string[] Self()
    {
        string program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? [program, Assembly.GetExecutingAssembly().Location]
            : [program];
    }
}
