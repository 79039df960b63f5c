using TaskSync.Bench;
using TaskSync.Core;

BenchOptions options = BenchOptions.Parse(args);
await using BenchServer server = await BenchServer.StartAsync(options.ServerDll);
using var api = new BenchClient(server.Url, server.Token);
await using AgentSimulator agent = await AgentSimulator.StartAsync(api, slots: Limits.AgentSlots);
await using Follower follower = await Follower.StartAsync(api);

await Throughput.RunAsync(server, api, agent, tasks: 20_000); // Compiled code, warm caches: a server's first seconds are not its speed.
ThroughputResult throughput = await Throughput.RunAsync(server, api, agent, options.Tasks);
LatencyResult latency = await Latency.RunAsync(api, agent, follower, perSecond: 200, options.Seconds);

Report.Write(options, throughput, latency);
return 0;
