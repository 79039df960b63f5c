using System.CommandLine;
using TaskSync.Cli.Local;
using TaskSync.Silo;

namespace TaskSync.Cli.Commands;

/// <summary><c>tasksync up</c> (server and local agent) and <c>tasksync serve</c> (server alone).</summary>
internal sealed class UpCommand
{
    private readonly ServerOptions options = new();
    private readonly ClusterOptions cluster = new();
    private readonly Option<bool> noBrowser = Options.Flag("--no-browser", "Open no dashboard");

    public static Command CreateUp(Frame frame)
    {
        UpCommand up = new();
        Command command = new("up", "Start server and local agent, open the dashboard") { up.noBrowser };
        up.options.AddTo(command);
        return frame.Run(command, call => up.RunAsync(call, withAgent: true));
    }

    public static Command CreateServe(Frame frame)
    {
        UpCommand serve = new();
        Command command = new("serve", "Start the server alone, or a node of a cluster");
        serve.options.AddTo(command);
        serve.cluster.AddTo(command);
        return frame.Run(command, call => serve.RunAsync(call, withAgent: false));
    }

    private async Task<int> RunAsync(Invocation call, bool withAgent)
    {
        ServerSettings settings = options.Read(call);
        if (!withAgent) settings = settings with { Cluster = cluster.Read(call) };
        await using TaskSyncServer server = await TaskSyncServer.StartAsync(settings, call.Cancel);
        string link = await server.CreateLoginLinkAsync(call.Cancel);
        await call.Out.WriteLineAsync($"TaskSync is ready at {server.Url}");
        await call.Out.WriteLineAsync(call.World.IsJournal ? "Log in with: tasksync login" : $"Log in once with {link}");
        await call.Out.FlushAsync();
        if (withAgent && !call.Get(noBrowser) && Browser.IsThere(call.World.Variable)) Browser.Open(link);

        await RunUntilInterruptedAsync(call, server, withAgent);
        return ExitCodes.Done;
    }

    /// <summary>The agent leaves first, while the server still listens, so that its last words are heard.</summary>
    private static async Task RunUntilInterruptedAsync(Invocation call, TaskSyncServer server, bool withAgent)
    {
        using CancellationTokenSource stop = new();
        Task keeping = withAgent ? Keeper(call, server).RunAsync(stop.Token) : Task.CompletedTask;
        Task interrupted = Task.Delay(Timeout.InfiniteTimeSpan, call.World.Time, call.Cancel);
        await Task.WhenAny(interrupted, server.WaitForShutdownAsync(CancellationToken.None));
        await call.Error.WriteLineAsync("Stopping. What runs goes on and is taken up the next time.");
        await stop.CancelAsync();
        await keeping;
    }

    private static AgentKeeper Keeper(Invocation call, TaskSyncServer server) => new(
        LocalAgent.For(server, call.Folder, call.World.Time),
        words => call.Error.WriteLine($"agent: {words}"),
        call.World.Time);
}
