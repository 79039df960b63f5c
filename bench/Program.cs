using TaskSync.Bench;
using TaskSync.Core;

BenchOptions options = BenchOptions.Parse(args);
if (options.Attempts > 0)
{
    (await AgentCost.MeasureAsync(options)).Write(options.Json);
    return 0;
}
await MeasureAsync(() => BenchServers.StartAloneAsync(options.ServerDll));
foreach (int nodes in options.Nodes) await MeasureAsync(() => BenchServers.StartClusterAsync(options.ClusterDll, nodes));
return 0;

async Task MeasureAsync(Func<Task<BenchServers>> start)
{
    await using BenchServers servers = await start();
    using var api = new BenchClient(servers.Urls, servers.Token);
    await using AgentSimulator agent = await AgentSimulator.StartAsync(api, slots: Limits.AgentSlots);
    await using Follower follower = await Follower.StartAsync(api);

    await Throughput.RunAsync(servers, api, agent, options.Warm);
    ThroughputResult throughput = await Throughput.RunAsync(servers, api, agent, options.Tasks);
    LatencyResult latency = await Latency.RunAsync(api, agent, follower, options.PerSecond, options.Seconds);

    Report.Write(options, servers, throughput, latency);
}
