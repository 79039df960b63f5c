using System.Diagnostics;
using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Bench;

/// <summary>What the agent itself costs a machine.</summary>
internal sealed record AgentCost(
    int Attempts, double AttemptsPerSecond, int Idle, double IdleCpuPercent, long AgentKilobytes, double SupervisionKilobytes,
    Quantiles StartMilliseconds)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>As many at a time as an agent on a big machine would have.</summary>
    private const int Slots = 100;

    public static async Task<AgentCost> MeasureAsync(BenchOptions options)
    {
        await using BenchServers server = await BenchServers.StartAloneAsync(options.ServerDll);
        using var api = new BenchClient(server.Urls, server.Token);
        return await MeasureAsync(api, server.Urls[0], options);
    }

    private static async Task<AgentCost> MeasureAsync(BenchClient api, Uri server, BenchOptions options)
    {
        await using AgentProcess agent = await AgentProcess.StartAsync(options.ServerDll, api, server, Slots);
        await RunAsync(api, 50); // Compiled code, warm caches.
        var watch = Stopwatch.StartNew();
        await RunAsync(api, options.Attempts);
        double perSecond = options.Attempts / watch.Elapsed.TotalSeconds;

        TaskId[] idle = await StartOneByOneAsync(api);
        Quantiles start = Quantiles.Of([.. Directory.GetDirectories(agent.Attempts).Select(StartedWithin)]);
        double supervision = Directory.GetDirectories(agent.Attempts).Average(Supervision);
        double before = agent.CpuSeconds;
        watch.Restart();
        using (var idling = new PeriodicTimer(TimeSpan.FromSeconds(options.Seconds))) await idling.WaitForNextTickAsync();
        double percent = 100 * (agent.CpuSeconds - before) / watch.Elapsed.TotalSeconds;
        long memory = agent.MemoryKilobytes;

        foreach (TaskId id in idle) await api.CancelAsync(id);
        foreach (TaskId id in idle) await EndAsync(api, id);
        return new AgentCost(options.Attempts, perSecond, Slots, percent, memory, supervision, start);
    }

    public void Write(bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(this, Json));
            return;
        }
        Console.WriteLine($"Agent, {Environment.ProcessorCount} cores shared with the server; every step of an attempt is fsynced.");
        Console.WriteLine($"     attempts of `true` per second, {Slots} slots           {AttemptsPerSecond,10:F0}");
        Console.WriteLine($"     start: order to the command's first instruction, ms {StartMilliseconds.P50,8:F1} p50 {StartMilliseconds.P99,8:F1} p99");
        Console.WriteLine($"     supervision of one attempt, kB beside the command   {SupervisionKilobytes,10:F0}");
        Console.WriteLine($"     processor with {Idle} idle attempts, % of a core     {IdleCpuPercent,10:F1}");
        Console.WriteLine($"     the agent's memory then, MB                         {AgentKilobytes / 1000.0,10:F0}");
    }

    private static async Task RunAsync(BenchClient api, int count)
    {
        TaskId[] ids = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => api.SubmitAsync()));
        foreach (TaskId id in ids) await EndAsync(api, id);
    }

    /// <summary>One after the other, because a hundred at once on two cores would measure the queue.</summary>
    private static async Task<TaskId[]> StartOneByOneAsync(BenchClient api)
    {
        var started = new List<TaskId>();
        while (started.Count < Slots)
        {
            TaskId id = await api.SubmitAsync("sleep", "600");
            while (await LookAsync(api, id) is TaskState.Queued) { }
            started.Add(id);
        }
        return [.. started];
    }

    private static async Task EndAsync(BenchClient api, TaskId id)
    {
        while (!(await LookAsync(api, id)).IsTerminal()) { }
    }

    /// <summary>Waits on the server for a change.</summary>
    private static async Task<TaskState> LookAsync(BenchClient api, TaskId id) =>
        (await api.GetAsync($"/api/tasks/{id}?wait=5", TaskSyncJsonContext.Default.TaskView)).State;

    /// <summary>From the file that the agent writes last before it starts the supervisor to the one that the command's shell writes.</summary>
    private static double StartedWithin(string folder)
    {
        string group = Path.Combine(folder, "cgroup");
        DateTime from = File.GetLastWriteTimeUtc(File.Exists(group) ? group : Path.Combine(folder, "spec.json"));
        return (File.GetLastWriteTimeUtc(Path.Combine(folder, "process")) - from).TotalMilliseconds;
    }

    /// <summary>The shell, and setsid that waits for the command: all that is there beside it.</summary>
    private static double Supervision(string folder)
    {
        int pid = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "supervisor"))).RootElement.GetProperty("pid").GetInt32();
        return Family(pid).Sum(AgentProcess.Memory);

        IEnumerable<int> Family(int of) => File.ReadAllText($"/proc/{of}/task/{of}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)
            .Where(child => !File.ReadAllText($"/proc/{child}/comm").StartsWith("sleep", StringComparison.Ordinal))
            .SelectMany(Family).Prepend(of);
    }
}
