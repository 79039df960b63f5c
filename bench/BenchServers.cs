using TaskSync.Storage.Tests;

namespace TaskSync.Bench;

/// <summary>What is measured: a server that is alone, or the nodes of a cluster on a PostgreSQL of their own.</summary>
internal sealed class BenchServers : IAsyncDisposable
{
    private readonly IReadOnlyList<BenchServer> _servers;
    private readonly PostgresServer? _postgres;

    private BenchServers(string name, string durability, IReadOnlyList<BenchServer> servers, PostgresServer? postgres) =>
        (Name, Durability, _servers, _postgres) = (name, durability, servers, postgres);

    public string Name { get; }

    /// <summary>What an acknowledgement stands for.</summary>
    public string Durability { get; }

    public IReadOnlyList<Uri> Urls => [.. _servers.Select(server => server.Url)];

    /// <summary>Good at every node.</summary>
    public string Token => _servers[0].Token;

    public static async Task<BenchServers> StartAloneAsync(string dll) => new(
        "one server, embedded engine", "SQLite WAL, synchronous=FULL: every acknowledgement is fsynced",
        [await BenchServer.StartAsync(dll)], postgres: null);

    public static async Task<BenchServers> StartClusterAsync(string dll, int nodes)
    {
        var postgres = new PostgresServer();
        string database = postgres.Database("tasksync");
        BenchServer[] servers = await Task.WhenAll(
            Enumerable.Range(0, nodes).Select(_ => BenchServer.StartAsync(dll, "--postgres", database)));
        return new(
            nodes == 1 ? "one node of a cluster" : $"{nodes} nodes of a cluster",
            "PostgreSQL, fsync and synchronous_commit on: every acknowledgement is fsynced", servers, postgres);
    }

    /// <summary>What all of them did and used since they started; PostgreSQL's own work is not in it.</summary>
    public async Task<ServerCounts> CountAsync()
    {
        ServerCounts[] each = await Task.WhenAll(_servers.Select(server => server.CountAsync()));
        return new(
            each.Sum(one => one.Commits), each.Sum(one => one.GrainWrites), each.Sum(one => one.CpuMicroseconds),
            each.Sum(one => one.AllocatedBytes));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BenchServer server in _servers) await server.DisposeAsync();
        _postgres?.Dispose();
    }
}
