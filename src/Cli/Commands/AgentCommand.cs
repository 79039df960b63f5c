using System.CommandLine;
using TaskSync.Agent;

namespace TaskSync.Cli.Commands;

/// <summary>
/// <c>tasksync agent</c>: enrols a folder when there is an invite, then runs the agent in it.
/// </summary>
internal sealed class AgentCommand
{
    /// <summary>The server learns a name when the agent is enrolled, and never again.</summary>
    private const string RenameNeedsInvite =
        "--name goes with --invite: to give this agent another name, make a code with `tasksync invite` and enrol it anew.";

    private readonly Option<string?> invite = Options.Text("--invite", "CODE", "One-use code of `tasksync invite`");
    private readonly Option<string?> name = Options.Text("--name", "NAME", "What people call it; else the machine's name");
    private readonly Option<string?> folder = Options.Text("--folder", "DIR", "Its folder; else agent in the data folder");
    private readonly Option<bool> drain = Options.Flag(
        "--drain", "When asked to end, wait first for what it runs; twice ends at once");

    public static Command Create(Frame frame) => new AgentCommand().Build(frame);

    private Command Build(Frame frame)
    {
        Command agent = frame.Run(new Command("agent", "Run an agent on this machine") { invite, name, folder, drain }, RunAsync);
        agent.Subcommands.Add(DoctorCommand.Create(frame));
        return agent;
    }

    private async Task<int> RunAsync(Invocation call)
    {
        string place = Path.GetFullPath(call.Get(folder) ?? call.Folder.Agent);
        IReadOnlyList<Uri> servers = call.NamedServers();
        if (call.Get(invite) is string code) await EnrolAsync(call, servers, code, place);
        else if (call.Get(name) is not null) throw new UsageException(RenameNeedsInvite);
        AgentSettings settings = new()
        {
            Folder = place,
            Servers = [.. servers],
            Log = call.Error,
            Drain = call.Get(drain),
            Time = call.World.Time,
        };
        return (int)await AgentHost.RunAsync(settings, call.Cancel);
    }

    private async Task EnrolAsync(Invocation call, IReadOnlyList<Uri> servers, string code, string place)
    {
        if (servers.Count == 0) throw new UsageException("--invite needs --server: which server made the code?");
        AgentConfig config = new() { Server = servers[0], OtherServers = [.. servers.Skip(1)] };
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = !servers.All(server => server.IsLoopback) });
        await AgentEnrollment.EnrollAsync(config, code, place, http, call.Get(name), call.Cancel);
    }
}
