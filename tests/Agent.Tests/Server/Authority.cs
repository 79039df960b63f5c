using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests.Server;

/// <summary>
/// The server's side of the protocol, with the real task machine and nothing else: what a server may make of
/// an agent's words.
/// </summary>
internal sealed class Authority
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TaskId, TaskSnapshot> _tasks = [];
    private readonly Dictionary<OutputKey, MemoryStream> _output = [];
    private readonly List<SyncRequest> _syncs = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _submitted;

    public AgentId Agent { get; } = AgentId.Derive("the agent under test");

    /// <summary>What is answered to a report instead of the truth; null for the truth.</summary>
    public Func<AttemptReport, Verdict?> Overrule { get; set; } = _ => null;

    /// <summary>Every sync that was heard.</summary>
    public IReadOnlyList<SyncRequest> Syncs
    {
        get
        {
            lock (_gate) return [.. _syncs];
        }
    }

    public TaskId Submit(TaskSpec spec, Conversation? resumes = null)
    {
        lock (_gate)
        {
            var id = TaskId.Derive($"{++_submitted}");
            Decide(id, new TaskCommand.Create(id, SessionId.Derive(id.Value), 1, spec, "hash", "test"));
            Decide(id, new TaskCommand.Offer(Agent, resumes));
            return id;
        }
    }

    public TaskSnapshot Task(TaskId id)
    {
        lock (_gate) return _tasks[id];
    }

    /// <summary>All at once: a sync that was under way may say something else in the next moment.</summary>
    /// <returns>What that makes of the task.</returns>
    public TaskSnapshot Tell(TaskId id, params TaskCommand[] commands)
    {
        lock (_gate)
        {
            foreach (TaskCommand command in commands) Decide(id, command);
            return _tasks[id];
        }
    }

    /// <summary>As if a person had restored a backup in which the attempt was only offered.</summary>
    public void Forget(TaskId id, TaskSnapshot older)
    {
        lock (_gate) _tasks[id] = older;
        Change();
    }

    public byte[] Output(TaskId id, OutputStream stream = OutputStream.Stdout, int attempt = 1)
    {
        lock (_gate) return _output.TryGetValue(new(id, attempt, stream), out MemoryStream? bytes) ? bytes.ToArray() : [];
    }

    public long OutputLength(TaskId id)
    {
        lock (_gate) return _output.TryGetValue(new(id, 1, OutputStream.Stdout), out MemoryStream? bytes) ? bytes.Length : 0;
    }

    public AppendResult Append(OutputKey key, long from, byte[] chunk)
    {
        lock (_gate)
        {
            if (!_output.TryGetValue(key, out MemoryStream? bytes)) _output[key] = bytes = new MemoryStream();
            bool taken = from == bytes.Length;
            if (taken) bytes.Write(chunk);
            Change();
            return new AppendResult(taken, bytes.Length);
        }
    }

    public bool HasWork
    {
        get
        {
            lock (_gate)
            {
                return _tasks.Values.Any(task => task.Custody == Custody.Offered
                    || (task.State == TaskState.Cancelling && task.Custody == Custody.Held));
            }
        }
    }

    /// <summary>Waits for a change of anything.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    public SyncAnswer Sync(SyncRequest sync)
    {
        lock (_gate)
        {
            _syncs.Add(sync);
            foreach (HeldAttempt held in sync.Holds) Decide(held.TaskId, new TaskCommand.List(Agent, held.Attempt, held.Phase));
            ReportAck[] acks = [.. sync.Reports.Select(Acknowledge)];
            AttemptOrder[] orders = [.. Orders(sync)];
            Change();
            return new SyncAnswer { N = sync.N, Echo = "the server's", LeaseSeconds = 10, SyncSeconds = 2, Acks = acks, Orders = orders };
        }
    }

    private IEnumerable<AttemptOrder> Orders(SyncRequest sync)
    {
        HashSet<(TaskId, int)> listed = [.. sync.Holds.Select(held => (held.TaskId, held.Attempt))];
        foreach ((TaskId id, int attempt) in listed)
        {
            yield return TaskMachine.OrderFor(_tasks.GetValueOrDefault(id), id, Agent, attempt, listed: true);
        }
        foreach (TaskSnapshot task in _tasks.Values.Where(task => task.Custody.TakesSlot() && !listed.Contains((task.Id, task.Attempt))))
        {
            Decide(task.Id, new TaskCommand.Forget(Agent, task.Attempt));
            yield return TaskMachine.OrderFor(_tasks[task.Id], task.Id, Agent, task.Attempt, listed: false);
        }
    }

    private ReportAck Acknowledge(AttemptReport report)
    {
        var ack = new ReportAck { TaskId = report.TaskId, Attempt = report.Attempt, Seq = report.Seq, Verdict = Verdict.None };
        if (Overrule(report) is { } verdict) return ack with { Verdict = verdict };
        return ack with
        {
            Verdict = Decide(report.TaskId, new TaskCommand.Report(Agent, report)) switch
            {
                TaskDecision.Moved => Verdict.Accepted,
                TaskDecision.Ignored => Verdict.Duplicate,
                _ => Verdict.Refused,
            },
        };
    }

    private TaskDecision Decide(TaskId id, TaskCommand command)
    {
        TaskDecision decision = TaskMachine.Decide(_tasks.GetValueOrDefault(id), command, TimeProvider.System.GetUtcNow());
        if (decision is TaskDecision.Moved moved) _tasks[id] = moved.Next;
        Change();
        return decision;
    }

    private void Change()
    {
        lock (_gate)
        {
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
