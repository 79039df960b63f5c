using Microsoft.Extensions.Time.Testing;
using TaskSync.Agent.Brain;
using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

/// <summary>A brain on its own: what it is told, what it writes and what it does about it.</summary>
internal sealed class Desk
{
    private readonly SyncAnswer _empty = new() { N = 0, Echo = "", LeaseSeconds = 10, SyncSeconds = 2 };

    public Desk(int slots = 2, long instance = 1)
    {
        var me = new AgentIdentity(AgentId.Derive("me"), "machine", instance, "nonce", "boot");
        Brain = new AgentBrain(me, new AgentOffer { Slots = slots, Kinds = [TaskKind.Command] }, Time, () => "n");
        Brain.Recover(new JournalContents([], []));
    }

    public FakeTimeProvider Time { get; } = new();

    public AgentBrain Brain { get; }

    /// <summary>What the next writes fail with; null for success.</summary>
    public string? DiskError { get; set; }

    /// <summary>What it wanted saved the last time.</summary>
    public IReadOnlyCollection<JournalWrite> Writes { get; private set; } = [];

    public static AttemptKey Key(int task, int attempt = 1) => new(TaskId.Derive($"{task}"), attempt);

    /// <summary>Tells the brain something, saves what it wants saved, and returns what it does.</summary>
    public IReadOnlyList<Act> Tell(params AgentEvent[] events)
    {
        Turn turn = Brain.Handle(events);
        Writes = turn.Writes;
        Brain.Saved(turn.Writes, DiskError is { } error
            ? turn.Writes.ToDictionary(write => write.Key, _ => error)
            : new Dictionary<AttemptKey, string>());
        return turn.Acts;
    }

    public SyncRequest Sync() => Brain.BuildSync();

    /// <summary>A sync and its answer.</summary>
    public IReadOnlyList<Act> Answer(params AttemptOrder[] orders) =>
        Tell(new SyncAnswered(_empty with { N = Sync().N, Orders = orders }));

    public IReadOnlyList<Act> Acknowledge(Verdict verdict, params AttemptOrder[] orders)
    {
        SyncRequest sync = Sync();
        return Tell(new SyncAnswered(_empty with
        {
            N = sync.N,
            Orders = orders,
            Acks = Acknowledgements(sync, verdict),
        }));
    }

    public static IReadOnlyList<ReportAck> Accept(SyncRequest sync) => Acknowledgements(sync, Verdict.Accepted);

    private static IReadOnlyList<ReportAck> Acknowledgements(SyncRequest sync, Verdict verdict) =>
    [
        .. sync.Reports.Select(report => new ReportAck
        {
            TaskId = report.TaskId, Attempt = report.Attempt, Seq = report.Seq, Verdict = verdict,
        }),
    ];

    public SyncAnswer AnswerTo(long n, params AttemptOrder[] orders) => _empty with { N = n, Orders = orders };

    public static AttemptOrder Order(AttemptKey key, OrderKind kind, StopCause cause = StopCause.None) => new()
    {
        TaskId = key.TaskId, Attempt = key.Attempt, Kind = kind, Cause = cause,
        Spec = kind == OrderKind.Start ? new TaskSpec { Kind = TaskKind.Command, Argv = ["true"], TimeoutSeconds = 60 } : null,
    };

    public static JournaledAttempt Journaled(AttemptKey key, AttemptPhase phase) => new(
        new AttemptSpec
        {
            TaskId = key.TaskId, Attempt = key.Attempt, Spec = new(), Nonce = "n", BootId = "boot", AcceptedAt = default,
        },
        new AttemptState { Phase = phase });

    public static ProcessEvent Started(AttemptKey key, TimeSpan ranFor = default) =>
        new ProcessEvent.Started(key, DateTimeOffset.UnixEpoch, ranFor);

    public static ProcessEvent Ended(AttemptKey key, bool signalled = false) => new ProcessEvent.Ended(key, new ProcessEnd
    {
        At = DateTimeOffset.UnixEpoch, Kind = EndKind.Exited, ExitCode = 0, Signalled = signalled, TreeEmpty = true,
    });

    public static ProcessEvent EndedSaying(AttemptKey key, string text) => new ProcessEvent.Ended(key, new ProcessEnd
    {
        At = DateTimeOffset.UnixEpoch, Kind = EndKind.Exited, ExitCode = 0, TreeEmpty = true, Result = new TaskResult { Text = text },
    });
}
