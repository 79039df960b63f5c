using System.Collections.Concurrent;
using System.Diagnostics;
using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Bench;

/// <summary>
/// An agent that speaks the real protocol and whose processes end at once: one sync reports the start, a later one the end. So a
/// task costs the server what it costs with a real agent, and the agent itself costs little.
/// </summary>
internal sealed class AgentSimulator : IAsyncDisposable
{
    private readonly BenchClient _api;
    private readonly EnrollAnswer _identity;
    private readonly AgentOffer _offer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<(TaskId, int), Attempt> _attempts = [];
    private readonly ConcurrentDictionary<TaskId, TaskCompletionSource> _waits = new();
    private Task _loop = Task.CompletedTask;
    private TimeSpan _syncEvery = TimeSpan.FromSeconds(1);
    private string _echo = "";
    private long _n;

    private AgentSimulator(BenchClient api, EnrollAnswer identity, int slots)
    {
        _api = new([api.Url], identity.Token);
        _identity = identity;
        _offer = new() { Slots = slots, Kinds = [TaskKind.Command], Roots = ["/"], Version = "bench", Platform = "bench" };
    }

    /// <summary>When the start order of a task arrived, as a timestamp.</summary>
    public ConcurrentDictionary<TaskId, long> StartedAt { get; } = new();

    /// <summary>When the end of a task was sent, as a timestamp.</summary>
    public ConcurrentDictionary<TaskId, long> EndSentAt { get; } = new();

    /// <summary>Syncs sent.</summary>
    public long Syncs => _n;

    public static async Task<AgentSimulator> StartAsync(BenchClient api, int slots)
    {
        InviteView invite = await api.PostAsync(
            "/api/agents/invites", new DrainRequest(), TaskSyncJsonContext.Default.DrainRequest, TaskSyncJsonContext.Default.InviteView);
        EnrollAnswer identity = await api.PostAsync("/api/agents/enroll",
            new EnrollRequest { Code = invite.Code, Name = "bench", MachineId = "bench" },
            TaskSyncJsonContext.Default.EnrollRequest, TaskSyncJsonContext.Default.EnrollAnswer);
        var agent = new AgentSimulator(api, identity, slots);
        await agent.SyncAsync();
        agent._loop = agent.LoopAsync();
        return agent;
    }

    /// <summary>Ends when the end of the task is acknowledged.</summary>
    public Task WaitAsync(TaskId task) => _waits.GetOrAdd(task, _ => NewWait()).Task;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _api.Dispose();
    }

    private static TaskCompletionSource NewWait() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task LoopAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                bool idle = _attempts.Values.All(attempt => attempt.EndSent);
                if (idle) await WaitForWorkAsync();
                await SyncAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <summary>Until there is something to sync about, or the next sync is due anyway.</summary>
    private async Task WaitForWorkAsync()
    {
        using var due = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        due.CancelAfter(_syncEvery);
        try
        {
            await _api.GetAsync($"/api/agents/{_identity.AgentId}/work", TaskSyncJsonContext.Default.WorkSignal, due.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            // Nothing happened, and the lease wants to be kept.
        }
    }

    private async Task SyncAsync()
    {
        var reports = new List<AttemptReport>();
        foreach (Attempt attempt in _attempts.Values) attempt.Report(reports, EndSentAt);
        SyncAnswer answer = await _api.PostAsync($"/api/agents/{_identity.AgentId}/sync", new SyncRequest
        {
            Instance = 1,
            Nonce = "bench",
            MachineId = "bench",
            N = ++_n,
            Echo = _echo,
            Offer = _offer,
            Holds = [.. _attempts.Values.Select(attempt => attempt.Held)],
            Reports = reports,
        }, TaskSyncJsonContext.Default.SyncRequest, TaskSyncJsonContext.Default.SyncAnswer);
        _echo = answer.Echo;
        _syncEvery = TimeSpan.FromSeconds(answer.SyncSeconds);
        foreach (ReportAck ack in answer.Acks) Acknowledged(ack);
        foreach (AttemptOrder order in answer.Orders.Where(order => order.Kind == OrderKind.Start)) Start(order);
    }

    private void Acknowledged(ReportAck ack)
    {
        if (ack.Verdict == Verdict.Unavailable || !_attempts.TryGetValue((ack.TaskId, ack.Attempt), out Attempt? attempt)) return;
        attempt.Acknowledged(ack.Seq);
        if (!attempt.IsOver) return;
        _attempts.Remove((ack.TaskId, ack.Attempt));
        _waits.GetOrAdd(ack.TaskId, _ => NewWait()).TrySetResult();
    }

    private void Start(AttemptOrder order)
    {
        if (_attempts.TryAdd((order.TaskId, order.Attempt), new Attempt(order.TaskId, order.Attempt)))
        {
            StartedAt[order.TaskId] = Stopwatch.GetTimestamp();
        }
    }

    private sealed class Attempt(TaskId task, int number)
    {
        private bool _startAcknowledged;

        public bool EndSent { get; private set; }

        public bool IsOver { get; private set; }

        public HeldAttempt Held => new()
        {
            TaskId = task, Attempt = number, Phase = _startAcknowledged ? AttemptPhase.Ended : AttemptPhase.Running,
        };

        public void Report(List<AttemptReport> reports, ConcurrentDictionary<TaskId, long> endSentAt)
        {
            if (!_startAcknowledged)
            {
                reports.Add(Make(1, ReportKind.Started, null));
                return;
            }
            EndSent = true;
            endSentAt.TryAdd(task, Stopwatch.GetTimestamp());
            reports.Add(Make(2, ReportKind.Ended, new() { Kind = EndKind.Exited, ExitCode = 0, TreeEmpty = true }));
        }

        public void Acknowledged(long seq)
        {
            if (seq == 1) _startAcknowledged = true;
            else IsOver = true;
        }

        private AttemptReport Make(long seq, ReportKind kind, AttemptEnd? end) => new()
        {
            TaskId = task, Attempt = number, Seq = seq, Kind = kind, At = TimeProvider.System.GetUtcNow(), End = end,
        };
    }
}
