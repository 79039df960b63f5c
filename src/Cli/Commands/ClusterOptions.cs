using System.CommandLine;
using TaskSync.Silo;

namespace TaskSync.Cli.Commands;

/// <summary>What makes a server a node of a cluster.</summary>
internal sealed class ClusterOptions
{
    /// <summary>
    /// Where the connection string comes from if no option names it: there no list of processes shows it.
    /// </summary>
    private const string Variable = "TASKSYNC_POSTGRES";

    private readonly Option<string?> postgres = Options.Text(
        "--postgres", "STRING", $"Be a node of the cluster on this database (better: {Variable})");

    private readonly Option<bool> apiOnly = Options.Flag(
        "--api-only", "Be a front door of the cluster, without grains");

    private readonly Option<string?> address = Options.Text(
        "--cluster-address", "ADDR", "Where other nodes reach this one; else --bind");

    private readonly Option<int?> siloPort = Options.Number(
        "--silo-port", "N", "Port for other nodes; else --port and 10000");

    private readonly Option<int?> gatewayPort = Options.Number(
        "--gateway-port", "N", "Port for front doors; else --port and 20000");

    public void AddTo(Command command)
    {
        Option[] all = [postgres, apiOnly, address, siloPort, gatewayPort];
        foreach (Option option in all) command.Add(option);
    }

    /// <returns>The cluster; null for a server that is alone.</returns>
    /// <exception cref="UsageException">The options make no sense together.</exception>
    public ClusterSettings? Read(Invocation call)
    {
        string? connection = call.Get(postgres) ?? call.World.Variable(Variable);
        if (!string.IsNullOrWhiteSpace(connection)) return new()
        {
            ConnectionString = connection,
            ApiOnly = call.Get(apiOnly),
            Address = call.Get(address),
            SiloPort = Port(call, siloPort),
            GatewayPort = Port(call, gatewayPort),
        };
        Option[] others = [apiOnly, address, siloPort, gatewayPort];
        Option? given = others.FirstOrDefault(option => call.Arguments.GetResult(option) is { Implicit: false });
        return given is null
            ? null
            : throw new UsageException(
                $"{given.Name} is for servers of a cluster: give --postgres or {Variable}, too.");
    }

    private static int? Port(Invocation call, Option<int?> option) => call.Get(option) is not { } port
        ? null
        : port is > 0 and <= 65535
            ? port
            : throw new UsageException($"{option.Name} takes a number from 1 to 65535.");
}
