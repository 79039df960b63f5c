using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Grains.Fleet;

namespace TaskSync.Grains.Sessions;

/// <summary>
/// Orders the tasks of one session. The order is stored in the tasks themselves, under a unique key of session and ordinal, so
/// that a submit is one write and a second activation of this grain can never number two tasks alike.
/// </summary>
internal sealed class SessionGrain : Grain, ISessionGrain
{
    private readonly Authority<SessionSnapshot> _session;
    private readonly IDispatchCatalog _catalog;
    private readonly ICatalogReader _reader;
    private readonly FleetBoard _fleet;
    private readonly TimeProvider _time;

    /// <summary>The highest ordinal in use; null when it has to be read (again).</summary>
    private long? _lastOrdinal;

    /// <summary>
    /// Whether a task that founds the session was numbered unseen; a second one means that there was more to see.
    /// </summary>
    private bool _isFounded;

    /// <summary>Where the session's first task went, once that is known; only to wake the right agent.</summary>
    private AgentId? _home;

    public SessionGrain(
        [PersistentState("session", StorageNames.Catalog)] IPersistentState<SessionSnapshot> state,
        IDispatchCatalog catalog,
        ICatalogReader reader,
        FleetBoard fleet,
        TimeProvider time)
    {
        _session = new(state, DeactivateOnIdle);
        _catalog = catalog;
        _reader = reader;
        _fleet = fleet;
        _time = time;
    }

    private SessionId Id => new(this.GetPrimaryKeyString());

    private SessionSnapshot Snapshot => _session.Committed ?? new SessionSnapshot { Id = Id };

    public async Task<SubmitOutcome> Submit(SubmitCommand command)
    {
        // A task that founds its session is its first, or there already, and then its own grain says so.
        bool unseen = command.Founds && !_isFounded && _lastOrdinal is null;
        _isFounded |= unseen;
        long last = unseen ? 0 : await LastOrdinal();
        if (command.MustExist && last == 0)
        {
            return new(false, false, command.TaskId, Id, Refusal.NoSuchTask, $"There is no session {Id}.");
        }
        _lastOrdinal = null; // Until the answer is there, it is open whether the next ordinal is taken.
        SubmitOutcome outcome = await GrainFactory.GetGrain<ITaskGrain>(command.TaskId.Value).Create(new(
            command.TaskId, Id, last + 1, command.Spec, command.RequestHash, command.By, command.RetryOf));
        _lastOrdinal = outcome.IsNew ? last + 1 : unseen ? null : last;
        if (outcome.IsNew) WakeAnAgent(command.TaskId, last + 1, command.Spec);
        return outcome;
    }

    public async Task<OfferOutcome> Offer(TaskId task, long ordinal, AgentId agent)
    {
        SessionSnapshot session = Snapshot;
        // Nothing stands before the first task, and a session has no home before it.
        TurnFacts facts = ordinal == 1
            ? new(null, null)
            : await _catalog.ReadTurnAsync(Id, ordinal, session.ContinuedPast);
        _home = session.MovedTo ?? facts.FirstAgent ?? _home;
        TurnDecision turn = SessionMachine.MayOffer(session, facts, agent);
        if (!turn.Yes) return new OfferOutcome(null, turn.Why);
        OfferOutcome outcome = await GrainFactory.GetGrain<ITaskGrain>(task.Value)
            .Offer(agent, SessionMachine.Converse(facts, agent));
        // The last task is on its way: the next call may be days off, and reads anew what it needs.
        if (outcome.Order is not null && ordinal == _lastOrdinal) DeactivateOnIdle();
        return outcome;
    }

    public async Task<SessionOutcome> Apply(SessionCommand command)
    {
        long last = await LastOrdinal();
        if (last == 0) return new(false, $"There is no session {Id}.");
        SessionFacts facts = await _catalog.ReadSessionAsync(Id, Snapshot.ContinuedPast);
        if (command is SessionCommand.Move move && SessionMachine.MayMove(Snapshot, facts, move.Agent) is { Yes: false } no)
        {
            return new(true, no.Why);
        }
        // It says nothing of a task that is still at work: that its process is not seen to end is not known before it is so.
        SessionCommand meant = command is SessionCommand.Continue { Past: <= 0 }
            ? new SessionCommand.Continue(facts.LastUnproven)
            : command;
        if (SessionMachine.Decide(Snapshot, meant, _time.GetUtcNow()) is { } next) await _session.Save(next);
        if (meant is SessionCommand.Continue) await ReleaseHeldTasks();
        return new(true);
    }

    /// <summary>Tasks held after a restored backup go on by the same word of a person.</summary>
    private async Task ReleaseHeldTasks()
    {
        string? place = null;
        do
        {
            TaskPage open = await _reader.ListTasksAsync(new TaskQuery
            {
                SessionId = Id,
                States = [TaskState.Queued, TaskState.Unknown, TaskState.Cancelling],
                Limit = Limits.PageRows,
                Cursor = place,
            });
            await Task.WhenAll(open.Tasks.Select(task => GrainFactory.GetGrain<ITaskGrain>(task.TaskId.Value).Release("person")));
            place = open.Next;
        }
        while (place is not null);
    }

    private async Task<long> LastOrdinal() => _lastOrdinal ??= await _catalog.LastOrdinalAsync(Id);

    /// <summary>One eligible agent is woken, not all; if the hint is lost, the agents' own look finds the task.</summary>
    private void WakeAnAgent(TaskId task, long ordinal, TaskSpec spec)
    {
        if (_fleet.Choose(spec, Snapshot.MovedTo ?? _home) is { } agent)
        {
            GrainFactory.GetGrain<IAgentGrain>(agent.Value).Consider(task, Id, ordinal).Ignore();
        }
    }
}
