using System.Net.Http.Headers;
using System.Net.Http.Json;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Views;
using TaskSync.EndToEnd;
using TaskSync.Storage.Tests;
using TaskSync.Tests;

namespace TaskSync.Cluster;

/// <summary>Three nodes on a PostgreSQL of their own, and two agents that know all three.</summary>
internal sealed class ClusterUnderTest : IAsyncDisposable
{
    public const int Nodes = 3;
    public const int Agents = 2;

    // Where a node's ports for other nodes and for front doors are, unless it is told otherwise.
    private const int SiloDistance = 10_000;
    private const int GatewayDistance = 20_000;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("tasksync-nodes-").FullName;
    private readonly List<Product> _agents = [];
    private string _token = "";

    private ClusterUnderTest()
    {
        string database = Postgres.Database("tasksync");
        All = [.. Enumerable.Range(1, Nodes).Select(number => new Node(number, LoopbackPorts.Free(SiloDistance, GatewayDistance), _folder, database))];
        Directory.CreateDirectory(Began);
        Directory.CreateDirectory(Ended);
    }

    public PostgresServer Postgres { get; } = new();

    public IReadOnlyList<Node> All { get; }

    /// <summary>Each command leaves a line here when it begins, in a file of its name: nanoseconds since 1970.</summary>
    public string Began => Path.Combine(_folder, "began");

    /// <summary>And one here as its last act.</summary>
    public string Ended => Path.Combine(_folder, "ended");

    public static async Task<ClusterUnderTest> StartAsync()
    {
        var cluster = new ClusterUnderTest();
        // All at once: they make the schema under a lock.
        await Task.WhenAll(cluster.All.Select(node => node.StartAsync()));
        cluster._token = (await File.ReadAllTextAsync(Path.Combine(cluster.All[0].Data, "admin.token"))).Trim();
        for (int i = 0; i < Agents; i++) await cluster.EnrolAsync(i);
        return cluster;
    }

    /// <summary>Somebody who talks to one node.</summary>
    public HttpClient Caller(Node node)
    {
        var http = new HttpClient { BaseAddress = node.Url, Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Product agent in _agents) await agent.DisposeAsync();
        await Task.WhenAll(All.Select(node => node.DisposeAsync().AsTask()));
        Postgres.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Each agent prefers another node.</summary>
    private async Task EnrolAsync(int number)
    {
        string[] servers = [.. Enumerable.Range(0, Nodes).SelectMany(i => new[] { "--server", All[(number + i) % Nodes].Url.ToString() })];
        using HttpClient http = Caller(All[0]);
        using HttpResponseMessage answer = await http.PostAsync(new Uri("/api/agents/invites", UriKind.Relative), null);
        InviteView invite = (await answer.Content.ReadFromJsonAsync(TaskSyncJsonContext.Default.InviteView))!;
        Product agent = Product.Start(
            ["agent", "--folder", Path.Combine(_folder, $"agent{number}"), "--invite", invite.Code, "--name", $"agent{number}", .. servers]);
        _agents.Add(agent);
        await Wait.UntilAsync($"agent {number} is connected", Bound, async () =>
        {
            AgentPage fleet = (await http.GetFromJsonAsync("/api/agents", TaskSyncJsonContext.Default.AgentPage))!;
            return fleet.Agents.Count(one => one.Presence == Presence.Connected) == number + 1;
        }, () => agent.Said);
    }
}
