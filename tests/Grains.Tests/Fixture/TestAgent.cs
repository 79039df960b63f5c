using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Grains.Tests.Fixture;

/// <summary>An agent by hand: it says what a test has it say, and keeps only the numbers of its protocol.</summary>
internal sealed class TestAgent
{
    private readonly GrainWorld _world;
    private readonly Dictionary<(TaskId, int), AttemptPhase> _held = [];
    private readonly Dictionary<(TaskId, int), long> _seq = [];
    private long _n;

    public TestAgent(GrainWorld world, string name = "laptop", int slots = 1)
    {
        _world = world;
        Id = AgentId.Derive("test", name);
        Offer = new AgentOffer { Slots = slots, Kinds = [TaskKind.Command], Roots = ["/"] };
        world.Do(() => world.Agent(Id).Enroll(name, "machine"));
    }

    public AgentId Id { get; }

    public AgentOffer Offer { get; set; }

    public long Instance { get; set; } = 1;

    public string Nonce { get; set; } = "nonce";

    public string Machine { get; set; } = "machine";

    public string Echo { get; set; } = "";

    public bool Draining { get; set; }

    /// <summary>Comes up: the first sync gets the echo, the second proves it.</summary>
    public TestAgent Connect()
    {
        Sync();
        Sync();
        return this;
    }

    /// <summary>Builds the next sync.</summary>
    public SyncRequest Build(params AttemptReport[] reports) => new()
    {
        Instance = Instance, Nonce = Nonce, MachineId = Machine, N = ++_n, Echo = Echo, Offer = Offer, Draining = Draining,
        Holds = [.. _held.Select(held => new HeldAttempt { TaskId = held.Key.Item1, Attempt = held.Key.Item2, Phase = held.Value })],
        Reports = reports,
    };

    public SyncReply Send(SyncRequest sync)
    {
        SyncReply reply = _world.Do(() => _world.Get<AgentProtocol>().SyncAsync(Id, sync, _world.Time.GetTimestamp()));
        if (reply.Answer is { } answer) Echo = answer.Echo;
        return reply;
    }

    public SyncAnswer Sync(params AttemptReport[] reports)
    {
        SyncReply reply = Send(Build(reports));
        return reply.Answer ?? throw new InvalidOperationException($"refused: {reply.Code}");
    }

    /// <summary>Syncs until it is told to start something, and takes it.</summary>
    public AttemptOrder TakeStart()
    {
        AttemptOrder start = Assert.Single(Sync().Orders, order => order.Kind == OrderKind.Start);
        Hold(start, AttemptPhase.Accepted);
        return start;
    }

    /// <summary>Takes an attempt and says that its process runs.</summary>
    public AttemptOrder Run()
    {
        AttemptOrder start = TakeStart();
        Hold(start, AttemptPhase.Running);
        Sync(Report(start, ReportKind.Started));
        return start;
    }

    public void Hold(AttemptOrder order, AttemptPhase phase) => _held[(order.TaskId, order.Attempt)] = phase;

    public void Lose(AttemptOrder order) => _held.Remove((order.TaskId, order.Attempt));

    public AttemptReport Report(AttemptOrder of, ReportKind kind, int exitCode = 0, StopCause stoppedBy = StopCause.None, bool treeEmpty = true)
    {
        long seq = _seq[(of.TaskId, of.Attempt)] = _seq.GetValueOrDefault((of.TaskId, of.Attempt)) + 1;
        return new AttemptReport
        {
            TaskId = of.TaskId, Attempt = of.Attempt, Seq = seq, Kind = kind, At = _world.Time.GetUtcNow(),
            End = kind != ReportKind.Ended ? null : new AttemptEnd
            {
                Kind = EndKind.Exited, ExitCode = exitCode, StoppedBy = stoppedBy, TreeEmpty = treeEmpty,
            },
        };
    }

    /// <summary>Says that the attempt ended, and forgets it once that is acknowledged.</summary>
    public SyncAnswer End(AttemptOrder order, int exitCode = 0, StopCause stoppedBy = StopCause.None, bool treeEmpty = true)
    {
        Hold(order, AttemptPhase.Ended);
        SyncAnswer answer = Sync(Report(order, ReportKind.Ended, exitCode, stoppedBy, treeEmpty));
        Lose(order);
        return answer;
    }
}
