using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Cluster;

/// <summary>What somebody handed in, and what was answered.</summary>
/// <param name="Name">Also the name of its files in <see cref="ClusterUnderTest.Began"/> and <see cref="ClusterUnderTest.Ended"/>.</param>
/// <param name="ExitCode">What the command exits with.</param>
/// <param name="TaskId">The task, as the answer that acknowledged it said.</param>
/// <param name="After">The task of the same session before it; null if it is the first.</param>
internal sealed record Submitted(string Name, int ExitCode, TaskId TaskId, Submitted? After);

/// <summary>
/// People who hand in work at all nodes, one after the other, and repeat what was not answered, with its key, at another node.
/// </summary>
internal sealed class Load(ClusterUnderTest cluster, Random random)
{
    private const int People = 4;

    /// <summary>With two cores for three nodes, a database and two agents, this leaves some room.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The next task of a session is submitted before the one before it has ended.</summary>
    private const int TasksPerSession = 3;

    private readonly HttpClient[] _nodes = [.. cluster.All.Select(cluster.Caller)];

    public ConcurrentQueue<Submitted> Acknowledged { get; } = new();

    /// <summary>Hands in until it is told to stop; then every submit that was begun is acknowledged.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, People).Select(person => WorkAsync(person, new Random(random.Next()), stop)));

    private async Task WorkAsync(int person, Random dice, CancellationToken stop)
    {
        using var rhythm = new PeriodicTimer(Pause);
        SessionId? session = null;
        Submitted? last = null;
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            if (i % TasksPerSession == 0) (session, last) = (null, null);
            (session, last) = await SubmitAsync($"p{person}-{i}", session, last, dice);
            Acknowledged.Enqueue(last);
            await rhythm.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task<(SessionId, Submitted)> SubmitAsync(string name, SessionId? session, Submitted? after, Random dice)
    {
        int exit = dice.Next(10) == 0 ? 3 : 0;
        string nap = dice.Next(4) == 0 ? "2.5" : "0.2";
        string script = $"date +%s%N >> {cluster.Began}/{name}; sleep {nap}; date +%s%N >> {cluster.Ended}/{name}; exit {exit}";
        var request = new SubmitRequest { Kind = "command", Argv = ["sh", "-c", script], SessionId = session?.Value };
        TaskView? task = null;
        await Wait.UntilAsync($"{name} is acknowledged", TimeSpan.FromMinutes(2), async () =>
            (task = await TryAsync(request, name, _nodes[dice.Next(_nodes.Length)])) is not null);
        return (task!.SessionId, new(name, exit, task.TaskId, after));
    }

    /// <returns>Null where the node could not help now.</returns>
    private static async Task<TaskView?> TryAsync(SubmitRequest request, string key, HttpClient node)
    {
        using var post = new HttpRequestMessage(HttpMethod.Post, "/api/tasks")
        {
            Content = JsonContent.Create(request, TaskSyncJsonContext.Default.SubmitRequest),
            Headers = { { "Idempotency-Key", key } },
        };
        using HttpResponseMessage answer = await node.SendAsync(post);
        if ((int)answer.StatusCode >= 500) return null;
        Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync(TaskSyncJsonContext.Default.TaskView);
    }
}
