using TaskSync.Agent.Ports;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Simulation.Agents;
using TaskSync.Simulation.Server;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Checks;

/// <summary>
/// Every task record that reached the disk, in order, held against the laws and against what the processes do at that very moment.
/// </summary>
internal sealed class AuthorityLog(
    World world, Violations violations, Truth truth, AgentContacts contacts, Func<SimServer> server, Statistics statistics)
{
    /// <summary>How long nothing may run anywhere while a task waits that could: many times what an agent needs to be asked.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private readonly Dictionary<TaskId, TaskSnapshot> _tasks = [];
    private readonly HashSet<TaskId> _forced = [];
    private readonly HashSet<AgentId> _twins = [];

    public IReadOnlyCollection<TaskSnapshot> Tasks => _tasks.Values;

    /// <summary>How far wall clocks were set forward in all: deadlines may be so much early.</summary>
    public TimeSpan SetForward { get; set; }

    /// <summary>When all trouble was over, in the world's ticks.</summary>
    public long? HealedAt { get; set; }

    /// <summary>Whether an agent will never run anything again.</summary>
    public Func<AgentId?, bool> IsGone { get; set; } = _ => false;

    /// <summary>The record of a task; null before the first.</summary>
    public TaskSnapshot? Find(TaskId id) => _tasks.GetValueOrDefault(id);

    /// <summary>A person asked for its end without proof.</summary>
    public void Forced(TaskId task) => _forced.Add(task);

    /// <summary>Somebody started a copy of the agent's folder: what it forgets is that person's doing.</summary>
    public void Copied(AgentId agent) => _twins.Add(agent);

    public bool IsCopied(AgentId? agent) => agent is { } id && _twins.Contains(id);

    /// <summary>Whether it is the newest attempt, and nobody has proven that it never runs.</summary>
    public bool StandsBy(AttemptKey key) => Find(key.TaskId) is { } task
        && task.Attempt == key.Attempt && task.Custody is not (Custody.None or Custody.Gone);

    /// <summary>A record is on disk.</summary>
    public void Committed(TaskSnapshot task)
    {
        TaskSnapshot? before = _tasks.GetValueOrDefault(task.Id);
        _tasks[task.Id] = task;
        world.Log($"authority: {Short(task)} {Words.Of(task.State)}/{Words.Of(task.Reason)} v{task.Version} attempt {task.Attempt} {Words.Of(task.Custody)}");
        if (before?.State != task.State) statistics.Count($"to_{Words.Of(task.State)}");
        CheckLaws(before, task);
        if (before?.State.IsTerminal() != true && task.State.IsTerminal()) CheckEnd(task);
    }

    public static string Short(TaskSnapshot task) => $"task {task.Id.Value[..6]} ({task.SessionId.Value[..6]} #{task.Ordinal})";

    private void CheckLaws(TaskSnapshot? before, TaskSnapshot task)
    {
        if (!Follows(before, task)) Break("version", task, $"version {before?.Version} is followed by {task.Version}");
        if (before is null) return;
        if (task.Custody == Custody.None && before.Custody != Custody.None) CheckEmpty(task);
        if (task.Attempt < before.Attempt) Break("attempt_fell", task, $"attempt {before.Attempt} is followed by {task.Attempt}");
        if (before.State.IsTerminal() && (task.State, task.Reason, task.ExitCode) != (before.State, before.Reason, before.ExitCode))
        {
            Break("terminal_changed", task, $"{before.State}/{before.Reason} became {task.State}/{task.Reason}");
        }
    }

    /// <summary>
    /// One version for each step. A sync that says several things of an attempt is one write of several steps, and each stands in the
    /// timeline.
    /// </summary>
    private static bool Follows(TaskSnapshot? before, TaskSnapshot task)
    {
        long steps = task.Version - (before?.Version ?? 0);
        if (before is null || steps < 1) return steps == 1;
        return task.Timeline.Count > steps && task.Timeline[^(int)(steps + 1)] == before.Timeline[^1];
    }

    private void CheckEnd(TaskSnapshot task)
    {
        statistics.Count($"end_{Words.Of(task.State)}{(task.Reason == TaskReason.None ? "" : "_" + Words.Of(task.Reason))}");
        switch (task.Reason)
        {
            case TaskReason.Requested: CheckEmpty(task); break;
            case TaskReason.Unconfirmed: CheckUnconfirmed(task); break;
            case TaskReason.Orphaned: CheckSilence(task); break;
            case TaskReason.AgentForgot when !IsCopied(task.AgentId):
                Break("forgot", task, "its agent counts as having forgotten it, and its folder is whole");
                break;
            case TaskReason.QueueExpired: CheckEmpty(task); CheckHadNoChance(task); break;
        }
    }

    private void CheckEmpty(TaskSnapshot task)
    {
        if (IsCopied(task.AgentId)) return;
        if (truth.Of(task.Id).FirstOrDefault(job => job.IsAlive && !job.IsStopForgotten) is { } job)
        {
            Break("not_empty", task, $"it is {task.State}/{task.Reason}, custody {task.Custody}, and the {job} is alive");
        }
    }

    private bool IsNext(TaskSnapshot task) => !_tasks.Values.Any(
        other => other.SessionId == task.SessionId && other.Ordinal < task.Ordinal && other.BlocksTurn);

    /// <summary>
    /// In a world that has been well for long, only a task that is pinned to an agent that is no more, one whose agents had their
    /// hands full, or one whose turn had not come runs out of time. Whoever holds up its session answers for itself.
    /// </summary>
    private void CheckHadNoChance(TaskSnapshot task)
    {
        bool isWell = HealedAt is { } at && world.Now - at > TimeSpan.FromSeconds(120).Ticks;
        if (isWell && !IsGone(task.Spec.Agent) && !truth.WasBusySince(world.Now - Idle.Ticks) && IsNext(task))
        {
            Break("starved", task, $"it ran out of time in the queue, and every agent was idle for {Idle.TotalSeconds} s");
        }
    }

    private void CheckUnconfirmed(TaskSnapshot task)
    {
        bool left = truth.Of(task.Id).Any(job => job.EmptyAt is null || job.EmptyAt > job.EndedAt);
        if (_forced.Contains(task.Id) || left || IsCopied(task.AgentId)) return;
        CheckSilence(task);
    }

    /// <summary>An agent that was heard in time, or could not be because we were not there, is not given up.</summary>
    private void CheckSilence(TaskSnapshot task)
    {
        if (task.AgentId is not { } agent) return;
        var timeout = TimeSpan.FromSeconds(task.Spec.OrphanTimeoutSeconds);
        TimeSpan silent = TimeSpan.FromTicks(world.Now - (contacts.LastAnswer(agent) ?? 0));
        if (silent < timeout - SetForward - TimeSpan.FromSeconds(1))
        {
            Break("orphaned_early", task, $"its agent was answered {silent.TotalSeconds:F1} s ago, and the timeout is {timeout.TotalSeconds} s");
        }
        TimeSpan up = TimeSpan.FromTicks(world.Now - server().SureGraceFrom);
        if (up < server().Options.Lease)
        {
            Break("orphaned_in_grace", task, $"the server itself was away until {up.TotalSeconds:F1} s ago, and its agent could not be heard before");
        }
    }

    private void Break(string rule, TaskSnapshot task, string what) => violations.Add(rule, $"{Short(task)}: {what}");
}
