using TaskSync.Storage.Tests;

namespace TaskSync.Cluster;

/// <summary>What goes wrong, at random from a seed: nodes are killed with signal 9, PostgreSQL is stopped in two ways.</summary>
internal sealed class Trouble(ClusterUnderTest cluster, Random random, TimeProvider time, Action<string> log)
{
    /// <summary>A run begins with one of each, so that a short one has seen all.</summary>
    private static readonly Kind[] First = [Kind.Node, Kind.DatabaseCrash, Kind.Node, Kind.DatabaseStop, Kind.TwoNodes];

    private readonly long _begun = time.GetTimestamp();

    private enum Kind
    {
        None,
        Node,
        TwoNodes,
        DatabaseStop,
        DatabaseCrash,
    }

    /// <summary>When nodes were killed.</summary>
    public List<DateTimeOffset> Kills { get; } = [];

    /// <summary>Nodes that ended without having been killed.</summary>
    public int Fallen { get; private set; }

    /// <summary>Goes on until the time is over, and leaves everything running.</summary>
    public async Task RunAsync(TimeSpan span)
    {
        for (int i = 0; time.GetElapsedTime(_begun) < span; i++)
        {
            await MakeAsync(i < First.Length ? First[i] : Next());
            await PauseAsync(2, 6);
            await StartFallenAsync();
        }
    }

    /// <summary>
    /// A node that was so short of breath that the others took it for dead ends its process; on a busy machine that happens,
    /// and whoever runs nodes has something that starts them again.
    /// </summary>
    private async Task StartFallenAsync()
    {
        foreach (Node node in cluster.All.Where(node => !node.IsUp))
        {
            Fallen++;
            log($"{Elapsed} node {node.Number} has ended by itself: {node.Said.Split('\n')[^1]}");
            await node.StartAsync();
        }
    }

    private Task MakeAsync(Kind kind) => kind switch
    {
        Kind.TwoNodes => KillAsync(2),
        Kind.DatabaseStop => StopDatabaseAsync("fast"),
        Kind.DatabaseCrash => StopDatabaseAsync("immediate"),
        _ => KillAsync(1),
    };

    private Kind Next() => random.Next(10) switch { 0 => Kind.TwoNodes, 1 => Kind.DatabaseStop, 2 => Kind.DatabaseCrash, _ => Kind.Node };

    private async Task KillAsync(int count)
    {
        Node[] victims = [.. cluster.All.OrderBy(_ => random.Next()).Take(count)];
        log($"{Elapsed} ({time.GetUtcNow():HH:mm:ss.fff}) kill -9 of {string.Join(" and ", victims.Select(node => $"node {node.Number}"))}");
        Kills.Add(time.GetUtcNow());
        await Task.WhenAll(victims.Select(node => node.KillAsync()));
        await PauseAsync(0, 8);
        foreach (Node node in victims) await node.StartAsync();
        log($"{Elapsed} all nodes are ready");
    }

    private async Task StopDatabaseAsync(string mode)
    {
        log($"{Elapsed} PostgreSQL: {mode} stop");
        cluster.Postgres.Stop(mode);
        await PauseAsync(0, 2);
        cluster.Postgres.Start();
        log($"{Elapsed} PostgreSQL is back");
    }

    private string Elapsed => $"{time.GetElapsedTime(_begun).TotalSeconds,6:0.0} s";

    private async Task PauseAsync(double least, double most)
    {
        double seconds = least + (random.NextDouble() * (most - least));
        await Task.Delay(TimeSpan.FromSeconds(seconds), time);
    }
}
