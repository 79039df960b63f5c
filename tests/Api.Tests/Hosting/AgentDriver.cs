using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Api.Tests.Hosting;

/// <summary>An agent that speaks the protocol and runs nothing.</summary>
internal sealed class AgentDriver(ApiClient client, EnrollAnswer identity, AgentOffer offer)
{
    private readonly Dictionary<(TaskId, int), (AttemptPhase Phase, long Seq)> _holds = [];
    private string _echo = "";
    private long _n;

    public static AgentOffer PlainOffer =>
        new() { Slots = 4, Kinds = [TaskKind.Command], Roots = ["/work"], Version = "1", Platform = "test" };

    public ApiClient Client => client;

    public AgentId Id => identity.AgentId;

    public SyncRequest Request(params AttemptReport[] reports) => new()
    {
        Instance = 1,
        Nonce = "nonce",
        MachineId = "machine",
        N = ++_n,
        Echo = _echo,
        Offer = offer,
        Holds = [.. _holds.Select(held => new HeldAttempt { TaskId = held.Key.Item1, Attempt = held.Key.Item2, Phase = held.Value.Phase })],
        Reports = reports,
    };

    public async Task<SyncAnswer> SyncAsync(params AttemptReport[] reports)
    {
        SyncAnswer answer = await client.PostAsync($"/api/agents/{Id}/sync", Request(reports),
            TaskSyncJsonContext.Default.SyncRequest, TaskSyncJsonContext.Default.SyncAnswer);
        _echo = answer.Echo;
        foreach (AttemptOrder order in answer.Orders.Where(order => order.Kind == OrderKind.Start))
        {
            _holds.TryAdd((order.TaskId, order.Attempt), (AttemptPhase.Accepted, 0));
        }
        return answer;
    }

    /// <summary>Takes the task and reports its start.</summary>
    public async Task StartAsync(TaskId task)
    {
        while (!_holds.ContainsKey((task, 1))) await SyncAsync();
        await SyncAsync(Report(task, ReportKind.Started, AttemptPhase.Running));
    }

    /// <summary>Reports that a task that it started asks for something.</summary>
    public Task<SyncAnswer> AskAsync(TaskId task, string request) =>
        SyncAsync(Report(task, ReportKind.InputRequired, AttemptPhase.Waiting) with
        {
            Question = new() { RequestId = request, Tool = "Bash", Input = """{"command":"ls"}""" },
        });

    /// <summary>Reports that it goes on.</summary>
    public Task<SyncAnswer> ResumeAsync(TaskId task) => SyncAsync(Report(task, ReportKind.Resumed, AttemptPhase.Running));

    /// <summary>Reports the end of a task that it started.</summary>
    public Task<SyncAnswer> EndAsync(TaskId task, int exitCode = 0, long output = 0, long stderr = 0) =>
        SyncAsync(Report(task, ReportKind.Ended, AttemptPhase.Ended) with
        {
            End = new() { Kind = EndKind.Exited, ExitCode = exitCode, TreeEmpty = true, OutputBytes = output, StderrBytes = stderr },
        });

    public Task<Reply> SendOutputAsync(
        TaskId task, byte[] bytes, long from, string stream = "stdout", int attempt = 1) =>
        client.PostBytesAsync($"/api/agents/{Id}/output/{task}/{attempt}?from={from}&stream={stream}", bytes);

    private AttemptReport Report(TaskId task, ReportKind kind, AttemptPhase phase)
    {
        long seq = _holds[(task, 1)].Seq + 1;
        _holds[(task, 1)] = (phase, seq);
        return new() { TaskId = task, Attempt = 1, Seq = seq, Kind = kind, At = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero) };
    }
}
