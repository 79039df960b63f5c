using TaskSync.EndToEnd;

namespace TaskSync.Cluster;

/// <summary>One node: <c>tasksync serve --postgres</c> as a process, which can be killed and started again where it was.</summary>
internal sealed class Node(int number, int port, string folder, string database) : IAsyncDisposable
{
    /// <summary>The first start makes the schema; a later one may wait until those that were killed with it count as gone.</summary>
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(90);

    private Product? _process;

    public int Number => number;

    public Uri Url { get; } = new($"http://127.0.0.1:{port}");

    public string Data => Path.Combine(folder, $"node{number}");

    public bool IsUp => _process is { IsRunning: true };

    /// <summary>What it has printed since it was started last.</summary>
    public string Said => _process?.Said ?? "";

    /// <summary>Starts it, and returns when it is ready.</summary>
    public async Task StartAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = Product.Start("serve", "--postgres", database, "--data", Data, "--port", $"{port}");
        using var probe = new HttpClient { BaseAddress = Url };
        await Wait.UntilAsync($"node {number} is ready", StartBound, async () =>
        {
            if (!_process.IsRunning) throw new InvalidOperationException($"Node {number} ended: {_process.Said}");
            using HttpResponseMessage answer = await probe.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }, () => _process.Said);
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _process is { IsRunning: true } ? _process.Kill9Async() : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
