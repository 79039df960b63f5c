using System.Globalization;
using TaskSync.Core.Ports;
using TaskSync.Storage.Tests;
using Xunit.Abstractions;

namespace TaskSync.Cluster;

/// <summary>
/// A cluster as users start it, under load, while its nodes and its database are killed. <c>TASKSYNC_CLUSTER_SECONDS</c> makes it
/// longer, <c>TASKSYNC_CLUSTER_SEED</c> repeats its dice; what processes do in between is theirs.
/// </summary>
public sealed class KillSpecs(ITestOutputHelper output)
{
    private const int ShortRun = 50;
    private const int SlowestShown = 5;

    [ClusterFact]
    public async Task Nothing_that_was_acknowledged_is_lost_or_done_twice_while_nodes_and_database_are_killed()
    {
        int seed = Read("TASKSYNC_CLUSTER_SEED") ?? Random.Shared.Next();
        Say($"seed {seed}");
        var random = new Random(seed);
        await using ClusterUnderTest cluster = await ClusterUnderTest.StartAsync();
        var history = new History(cluster);
        var load = new Load(cluster, new Random(random.Next()));
        var trouble = new Trouble(cluster, new Random(random.Next()), TimeProvider.System, Say);
        Follower[] followers = [.. Followers(cluster, await history.HeadAsync())];
        using var done = new CancellationTokenSource();
        Task following = Task.WhenAll(followers.Select(follower => follower.RunAsync(done.Token)));
        using var enough = new CancellationTokenSource();
        Task working = load.RunAsync(enough.Token);

        await trouble.RunAsync(TimeSpan.FromSeconds(Read("TASKSYNC_CLUSTER_SECONDS") ?? ShortRun));
        await enough.CancelAsync();
        await working;

        await history.CheckTasksAsync(load.Acknowledged);
        await history.CheckFollowersAsync(followers);
        await done.CancelAsync();
        await following;
        Report(history, trouble, followers);
        Assert.True(history.Wrong.Count == 0, $"seed {seed}:\n{string.Join('\n', history.Wrong.Take(20))}\n{Words(cluster)}");
    }

    /// <summary>One at each node, and one that goes to another node whenever its stream breaks.</summary>
    private static IEnumerable<Follower> Followers(ClusterUnderTest cluster, FeedCursor from) =>
        cluster.All.Select(node => new Follower($"the follower at node {node.Number}", [cluster.Caller(node)], from))
            .Append(new Follower("the follower that moves", [.. cluster.All.Select(cluster.Caller)], from));

    private void Report(History history, Trouble trouble, Follower[] followers)
    {
        (TimeSpan Any, TimeSpan Each)[] kills = [.. Figures.AfterKills(history.Tasks, trouble.Kills)];
        Say($"{history.Tasks.Count} tasks, {trouble.Kills.Count} kills, {trouble.Fallen} nodes fell by themselves, {followers.Sum(one => one.Resumed)} streams resumed");
        Say(Figures.Sum("from a kill to the next accepted report", kills.Select(kill => kill.Any)));
        Say(Figures.Sum("from a kill until every agent's report was accepted", kills.Select(kill => kill.Each)));
        IReadOnlyList<(TimeSpan Delay, string What)> delays = history.ReportDelays();
        Say(Figures.Sum("from the end of a command to its accepted report", delays.Select(one => one.Delay)));
        foreach ((TimeSpan delay, string what) in delays.OrderByDescending(one => one.Delay).Take(SlowestShown))
        {
            Say($"  {delay.TotalSeconds:0.00} s: {what}");
        }
    }

    private static string Words(ClusterUnderTest cluster) =>
        string.Join('\n', cluster.All.Select(node => $"Node {node.Number} said: {node.Said}"));

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : null;

    private void Say(string line) => output.WriteLine(line);
}
