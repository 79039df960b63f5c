using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Grains.Agents;

/// <summary>
/// What an agent should hold, as far as its grain has heard from the tasks. A cache: it decides whom to ask and what to
/// repeat, never what becomes of an attempt.
/// </summary>
internal sealed class SlotTable
{
    private readonly Dictionary<TaskId, Slot> _slots = [];
    private Dictionary<(TaskId, int), AttemptPhase> _listed = [];
    private long _clock;

    /// <summary>Slots taken.</summary>
    public int Taken => _slots.Count;

    /// <summary>Every attempt that takes a slot.</summary>
    public IReadOnlyList<(TaskId TaskId, int Attempt)> Attempts => [.. _slots.Select(s => (s.Key, s.Value.Attempt))];

    /// <summary>A moment in the life of this table; see <see cref="Refresh"/>.</summary>
    public long Now => _clock;

    /// <summary>
    /// Takes the newest listing of the agent.
    /// </summary>
    /// <returns>Attempts whose task has to say what follows: what is not known here, not as expected, or missing.</returns>
    public IReadOnlyList<AttemptSyncTarget> Compare(IReadOnlyList<HeldAttempt> listing)
    {
        var ask = new List<AttemptSyncTarget>();
        _listed = [];
        foreach (HeldAttempt held in listing)
        {
            _listed[(held.TaskId, held.Attempt)] = held.Phase;
            if (!IsAsExpected(held)) ask.Add(new(held.TaskId, held.Attempt, held.Phase, Missing: false));
        }
        foreach ((TaskId task, Slot slot) in _slots)
        {
            // What was offered and still wants to run is simply offered again; the rest is for its task to say.
            if (StandingOffer(slot) is null && !_listed.ContainsKey((task, slot.Attempt)))
            {
                ask.Add(new(task, slot.Attempt, Listed: null, Missing: true));
            }
        }
        return ask;
    }

    /// <summary>Takes what a task said of an attempt.</summary>
    public void Apply(SyncOutcome outcome) => Set(
        outcome.Order.TaskId, outcome.Order.Attempt, outcome.Custody, outcome.State,
        outcome.Order.Kind == OrderKind.Start ? outcome.Order : null);

    /// <summary>Takes an offer that stands on disk.</summary>
    public void Offered(AttemptOrder start) =>
        Set(start.TaskId, start.Attempt, Custody.Offered, TaskState.Queued, start);

    /// <summary>Takes a hint, if it is about an attempt that is known here.</summary>
    /// <returns>Whether it was.</returns>
    public bool Notice(TaskId task, int attempt, Custody custody, TaskState state)
    {
        if (!_slots.TryGetValue(task, out Slot? slot) || slot.Attempt != attempt) return false;
        Set(task, attempt, custody, state, slot.Start);
        return true;
    }

    /// <summary>
    /// Takes what the catalog says. Whatever changed here since <paramref name="asked"/> is newer than the catalog's answer and stays.
    /// </summary>
    public void Refresh(IReadOnlyList<CustodyRow> rows, long asked)
    {
        var known = rows.Select(row => row.TaskId).ToHashSet();
        foreach (TaskId gone in _slots.Where(s => s.Value.ChangedAt <= asked && !known.Contains(s.Key)).Select(s => s.Key).ToArray())
        {
            _slots.Remove(gone);
        }
        foreach (CustodyRow row in rows)
        {
            Slot? slot = _slots.GetValueOrDefault(row.TaskId);
            if (slot is null || slot.ChangedAt <= asked)
            {
                Set(row.TaskId, row.Attempt, row.Custody, row.State, slot?.Attempt == row.Attempt ? slot.Start : null);
            }
        }
    }

    /// <summary>What the agent should do with each attempt that it should hold, given its newest listing.</summary>
    public IEnumerable<AttemptOrder> Orders()
    {
        foreach ((TaskId task, Slot slot) in _slots)
        {
            bool listed = _listed.TryGetValue((task, slot.Attempt), out AttemptPhase phase);
            bool wanted = !slot.State.IsTerminal() && slot.State != TaskState.Cancelling;
            if (!listed && StandingOffer(slot) is { } start) yield return start;
            // To go on is also to start what did not begin yet, and that is for its task alone to say.
            else if (listed && wanted && phase != AttemptPhase.Accepted)
            {
                yield return new AttemptOrder { TaskId = task, Attempt = slot.Attempt, Kind = OrderKind.Keep };
            }
        }
    }

    private static AttemptOrder? StandingOffer(Slot slot) =>
        slot is { Custody: Custody.Offered, State: TaskState.Queued } ? slot.Start : null;

    /// <summary>
    /// What waits for a person is never as expected: its task says each time what it knows, and the answer. Nor is what did not
    /// begin: its agent's folder may be older than what the task has heard.
    /// </summary>
    private bool IsAsExpected(HeldAttempt held) =>
        held.Phase is not (AttemptPhase.Waiting or AttemptPhase.Accepted)
            && _slots.TryGetValue(held.TaskId, out Slot? slot) && slot.Attempt == held.Attempt
            && slot is { Custody: Custody.Held, State: TaskState.Queued or TaskState.Working or TaskState.InputRequired };

    private void Set(TaskId task, int attempt, Custody custody, TaskState state, AttemptOrder? start)
    {
        Slot? slot = _slots.GetValueOrDefault(task);
        if (slot is not null && slot.Attempt > attempt) return;
        _clock++;
        if (custody.TakesSlot()) _slots[task] = new(attempt, custody, state, start, _clock);
        else _slots.Remove(task);
    }

    private sealed record Slot(int Attempt, Custody Custody, TaskState State, AttemptOrder? Start, long ChangedAt);
}
