using Orleans.Runtime;
using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains;

namespace TaskSync.Orleans.Tests.Fixture;

/// <summary>An agent by hand, which speaks with another node at each sync.</summary>
internal sealed class ClusterAgent(ClusterWorld world)
{
    private static readonly AgentOffer Offer = new() { Slots = 1, Kinds = [TaskKind.Command], Roots = ["/"] };
    private readonly Dictionary<(TaskId Task, int Attempt), AttemptPhase> _held = [];
    private string _echo = "";
    private long _n;
    private long _seq;

    public AgentId Id { get; } = AgentId.Derive("test", "laptop");

    /// <summary>Comes up: the first sync gets the echo, the second proves it.</summary>
    public static async Task<ClusterAgent> ConnectAsync(ClusterWorld world)
    {
        var agent = new ClusterAgent(world);
        await world.Agent(agent.Id).Enroll("laptop", "machine");
        await agent.Sync();
        await agent.Sync();
        return agent;
    }

    /// <summary>
    /// Speaks until it is answered and what it holds is known, as a real agent does after its node is gone.
    /// Calls fail while the cluster finds out who is dead; that takes real time.
    /// </summary>
    public async Task Reconnect()
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await Sync();
                if ((await Sync()).Orders.Any(order => order.Kind == OrderKind.Keep)) return;
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException)
            {
                TimeSpan waited = TimeProvider.System.GetElapsedTime(began);
                Assert.True(waited < ClusterWorld.Patience, failure.ToString());
            }
        }
    }

    /// <summary>
    /// Speaks until it is told that: what a task says to its agent may arrive in the middle of a sync, and then
    /// the next one has it.
    /// </summary>
    public async Task IsTold(OrderKind kind)
    {
        long began = TimeProvider.System.GetTimestamp();
        while ((await Sync()).Orders.All(order => order.Kind != kind))
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(began) < ClusterWorld.Patience, $"The order to {kind} does not come.");
        }
    }

    public async Task<SyncAnswer> Sync(params AttemptReport[] reports)
    {
        _n++;
        var sync = new SyncRequest
        {
            Instance = 1, Nonce = "nonce", MachineId = "machine", N = _n, Echo = _echo, Offer = Offer,
            Holds = [.. _held.Select(held => new HeldAttempt
            {
                TaskId = held.Key.Task, Attempt = held.Key.Attempt, Phase = held.Value,
            })],
            Reports = reports,
        };
        long received = world.Time.GetTimestamp();
        SyncReply reply = await world.On<AgentProtocol>((int)_n).SyncAsync(Id, sync, received);
        SyncAnswer answer = reply.Answer ?? throw new InvalidOperationException($"refused: {reply.Code}");
        _echo = answer.Echo;
        return answer;
    }

    /// <summary>Takes what it is offered and says that its process runs.</summary>
    public async Task<AttemptOrder> Run()
    {
        AttemptOrder start = Assert.Single((await Sync()).Orders, order => order.Kind == OrderKind.Start);
        _held[(start.TaskId, start.Attempt)] = AttemptPhase.Running;
        SyncAnswer answer = await Sync(Report(start, ReportKind.Started));
        Assert.Equal(Verdict.Accepted, Assert.Single(answer.Acks).Verdict);
        return start;
    }

    /// <summary>Says that the attempt ended, and forgets it once that is acknowledged.</summary>
    public async Task End(AttemptOrder order, StopCause stoppedBy = StopCause.None)
    {
        _held[(order.TaskId, order.Attempt)] = AttemptPhase.Ended;
        SyncAnswer answer = await Sync(Report(order, ReportKind.Ended) with
        {
            End = new AttemptEnd { Kind = EndKind.Exited, ExitCode = 0, StoppedBy = stoppedBy, TreeEmpty = true },
        });
        Assert.Equal(Verdict.Accepted, Assert.Single(answer.Acks).Verdict);
        _held.Remove((order.TaskId, order.Attempt));
    }

    private AttemptReport Report(AttemptOrder of, ReportKind kind) => new()
    {
        TaskId = of.TaskId, Attempt = of.Attempt, Seq = ++_seq, Kind = kind, At = world.Time.GetUtcNow(),
    };
}
