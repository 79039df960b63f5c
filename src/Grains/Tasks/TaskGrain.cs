using Microsoft.Extensions.Logging;
using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Leases;
using static TaskSync.Core.Tasks.TaskDecision;

namespace TaskSync.Grains.Tasks;

/// <summary>Decide, save, tell: a thin shell around <see cref="TaskMachine"/>.</summary>
internal sealed partial class TaskGrain : Grain, ITaskGrain
{
    private readonly Authority<TaskSnapshot> _task;
    private readonly LeaseView _leases;
    private readonly TimeProvider _time;
    private readonly ILogger<TaskGrain> _logger;

    public TaskGrain(
        [PersistentState("task", StorageNames.Catalog)] IPersistentState<TaskSnapshot> state,
        LeaseView leases,
        TimeProvider time,
        ILogger<TaskGrain> logger)
    {
        _task = new(state, DeactivateOnIdle);
        _leases = leases;
        _time = time;
        _logger = logger;
    }

    private TaskId Id => new(this.GetPrimaryKeyString());

    public async Task<SubmitOutcome> Create(TaskCommand.Create command)
    {
        TaskDecision decision = await Decide(command);
        TaskSnapshot task = _task.Committed!;
        return decision is Refused refused
            ? new(false, false, task.Id, task.SessionId, refused.Code, refused.Why)
            : new(true, decision is Moved, task.Id, task.SessionId, Task: decision is Moved ? task : null);
    }

    public async Task<OfferOutcome> Offer(AgentId agent, TurnConversation conversation)
    {
        TaskDecision decision = await Decide(new TaskCommand.Offer(agent, conversation.Resumes, conversation.Anew));
        return decision is Moved { Next: var task }
            ? new(TaskMachine.OrderFor(task, task.Id, agent, task.Attempt, listed: false), null)
            : new(null, Why(decision));
    }

    public async Task<TaskOutcome> Cancel(string by, bool force) => Outcome(await Decide(new TaskCommand.Cancel(by, force)));

    public async Task<TaskOutcome> Answer(string requestId, AnswerBehavior behavior, string? text, string by) =>
        Outcome(await Decide(new TaskCommand.Answer(requestId, behavior, text, by)));

    public async Task<TaskOutcome> Release(string by) => Outcome(await Decide(new TaskCommand.Release(by)));

    public async Task LoseLease(AgentId agent, int attempt, DateTimeOffset lastHeardAt) =>
        await Decide(new TaskCommand.LoseLease(agent, attempt, lastHeardAt));

    public async Task RemoveAgent(AgentId agent, DateTimeOffset lastHeardAt) =>
        await Decide(new TaskCommand.RemoveAgent(agent, lastHeardAt));

    public async Task Look() => await Decide(new TaskCommand.Look(
        _task.Committed?.AgentId is { } agent ? _leases.HeardAt(agent) : null));

    /// <summary>
    /// All that one sync says of an attempt is decided step by step and saved once: a start and an end that come together
    /// are one write, and both stand in the timeline.
    /// </summary>
    public async Task<SyncOutcome> Sync(AttemptSync sync)
    {
        DateTimeOffset now = _time.GetUtcNow();
        TaskSnapshot? before = _task.Committed;
        TaskSnapshot? task = before;
        var acks = new List<ReportAck>(sync.Reports.Count);
        if (sync.Listed is { } phase) task = After(task, new TaskCommand.List(sync.Agent, sync.Attempt, phase), now, out _);
        foreach (AttemptReport report in sync.Reports)
        {
            task = After(task, new TaskCommand.Report(sync.Agent, report), now, out TaskDecision decision);
            acks.Add(Acknowledge(report, decision));
        }
        if (sync.Missing) task = After(task, new TaskCommand.Forget(sync.Agent, sync.Attempt), now, out _);
        if (task is not null && task != before) await Commit(before, task);

        bool current = task is not null && task.Attempt == sync.Attempt && task.AgentId == sync.Agent;
        return new(
            acks,
            TaskMachine.OrderFor(task, Id, sync.Agent, sync.Attempt, listed: sync.Listed is not null),
            current ? task!.Custody : Custody.None,
            task?.State ?? TaskState.None);
    }

    private static TaskSnapshot? After(
        TaskSnapshot? task, TaskCommand command, DateTimeOffset now, out TaskDecision decision)
    {
        decision = TaskMachine.Decide(task, command, now);
        return decision is Moved moved ? moved.Next : task;
    }

    private static ReportAck Acknowledge(AttemptReport report, TaskDecision decision) => new()
    {
        TaskId = report.TaskId,
        Attempt = report.Attempt,
        Seq = report.Seq,
        Verdict = decision switch
        {
            Moved => Verdict.Accepted,
            Ignored => Verdict.Duplicate,
            _ => Verdict.Refused,
        },
        Why = decision is Refused refused ? refused.Why : null,
    };

    private static string? Why(TaskDecision decision) => decision switch
    {
        Refused refused => refused.Why,
        Ignored ignored => ignored.Why,
        _ => null,
    };

    private TaskOutcome Outcome(TaskDecision decision) => new(
        decision is Refused refused ? refused.Code : Refusal.None, Why(decision), _task.Committed?.State ?? TaskState.None);

    private async Task<TaskDecision> Decide(TaskCommand command)
    {
        TaskSnapshot? before = _task.Committed;
        TaskDecision decision = TaskMachine.Decide(before, command, _time.GetUtcNow());
        if (decision is Moved moved) await Commit(before, moved.Next);
        return decision;
    }

    private async Task Commit(TaskSnapshot? before, TaskSnapshot next)
    {
        await _task.Save(next);
        if (before?.State != next.State) LogMoved(next.Id, before?.State ?? TaskState.None, next.State, next.Reason, next.Attempt);
        TellAgent(before, next);
        // Most tasks are never asked again once they are over; whoever does ask reads it anew.
        if (!next.BlocksTurn) DeactivateOnIdle();
    }

    /// <summary>
    /// Whoever held or holds the attempt should hear soon that something about it changed. It is only a hint: the agent's
    /// next sync would bring it out as well.
    /// </summary>
    private void TellAgent(TaskSnapshot? before, TaskSnapshot next)
    {
        bool concerns = next.AgentId is not null && before?.AgentId == next.AgentId && before?.Attempt == next.Attempt;
        if (!concerns) return;
        IAgentGrain agent = GrainFactory.GetGrain<IAgentGrain>(next.AgentId!.Value.Value);
        if (before!.State != next.State || before.Custody != next.Custody)
        {
            agent.Notice(next.Id, next.Attempt, next.Custody, next.State).Ignore();
        }
        if (before.Answer is null && next.Answer is not null) agent.Call().Ignore();
    }
}
