using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using TaskSync.Silo;
using TaskSync.Storage.Tests;

namespace TaskSync.Orleans.Tests.Fixture;

/// <summary>
/// Servers as <c>tasksync serve --postgres</c> starts them, in this process, on a database of their own.
/// </summary>
internal sealed class RunningNodes : IAsyncDisposable
{
    private static readonly object Work = new { kind = "command", argv = new[] { "true" } };

    private readonly string _database = PostgresServer.Shared.Database(PostgresServer.NewName());
    private readonly string _folder = Directory.CreateTempSubdirectory("tasksync-nodes-").FullName;
    private readonly HttpClient _http = new();

    public List<TaskSyncServer> All { get; } = [];

    /// <summary>A node with its own data folder, or with the one of that name.</summary>
    public async Task<TaskSyncServer> StartAsync(string folder, bool apiOnly = false)
    {
        TaskSyncServer node = await TaskSyncServer.StartAsync(new()
        {
            DataFolder = FolderOf(folder),
            Port = 0,
            Cluster = new() { ConnectionString = _database, ApiOnly = apiOnly },
        });
        lock (All) All.Add(node);
        return node;
    }

    public string TokenOf(string folder) => File.ReadAllText(Path.Combine(FolderOf(folder), "admin.token")).Trim();

    /// <summary>Hands in a task, and gives its id.</summary>
    public async Task<string> SubmitAsync(TaskSyncServer node, string folder) =>
        (await CallAsync(node, folder, HttpMethod.Post, "api/tasks", Work)).GetProperty("task_id").GetString()!;

    /// <summary>The answer of a node to the holder of a folder's token.</summary>
    public async Task<JsonElement> CallAsync(
        TaskSyncServer node, string folder, HttpMethod method, string path, object? body = null)
    {
        using HttpRequestMessage request = new(method, new Uri(node.Url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(folder));
        if (body is not null) request.Content = JsonContent.Create(body);
        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>What a node says to a load balancer.</summary>
    public async Task<(int Status, string Said)> AskReadyAsync(TaskSyncServer node)
    {
        using HttpResponseMessage answer = await _http.GetAsync(new Uri(node.Url, "/health/ready"));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>As a load balancer does: it asks again and again.</summary>
    public Task UntilReadyAsync(TaskSyncServer node) => UntilAsync(async () => (await AskReadyAsync(node)).Status == 200);

    /// <summary>Waits for what nodes hear of each other: they gossip, and nobody says when they have.</summary>
    public static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var bound = new CancellationTokenSource(ClusterWorld.Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await isSo()) await look.WaitForNextTickAsync(bound.Token);
    }

    /// <summary>The other nodes that a node takes for members, and itself.</summary>
    public static SiloAddress[] MembersAt(TaskSyncServer node) =>
        node.Services.GetRequiredService<ISiloStatusOracle>().GetActiveSilos();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Task.WhenAll(All.Select(node => node.DisposeAsync().AsTask()));
        Directory.Delete(_folder, recursive: true);
    }

    private string FolderOf(string name) => Path.Combine(_folder, name);
}
