using TaskSync.Agent.Ports;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Brain;

/// <summary>
/// How attempts ended that are no longer in the journal: nothing is started twice, and who asks again is told
/// again. One entry per task is enough, because attempts of a task only rise.
/// </summary>
internal sealed class RememberedPairs
{
    private readonly Dictionary<TaskId, AttemptReport> _newest = [];
    private readonly Queue<TaskId> _order = [];

    public void Add(AttemptReport final)
    {
        if (_newest.TryGetValue(final.TaskId, out AttemptReport? known))
        {
            if (known.Attempt < final.Attempt) _newest[final.TaskId] = final;
            return;
        }
        _newest.Add(final.TaskId, final);
        _order.Enqueue(final.TaskId);
        if (_order.Count > AgentLimits.Remembered) _newest.Remove(_order.Dequeue());
    }

    /// <summary>The last report of the pair, if it was here.</summary>
    public AttemptReport? Find(AttemptKey key) =>
        _newest.TryGetValue(key.TaskId, out AttemptReport? final) && final.Attempt == key.Attempt ? final : null;

    /// <summary>Whether a later attempt of the task was here: then this one is long closed.</summary>
    public bool KnowsLater(AttemptKey key) =>
        _newest.TryGetValue(key.TaskId, out AttemptReport? final) && final.Attempt > key.Attempt;
}
