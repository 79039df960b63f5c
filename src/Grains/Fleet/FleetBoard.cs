using System.Collections.Concurrent;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Grains.Fleet;

/// <summary>
/// What agents could take right now, as they last said: those that are heard on this node, and what other nodes told of theirs.
/// A notice board, not an authority: it chooses whom to wake, and a wrong choice costs two seconds, not a task.
/// </summary>
public sealed class FleetBoard
{
    private readonly ConcurrentDictionary<AgentId, FleetEntry> _agents = new();
    private volatile Dictionary<AgentId, FleetEntry> _elsewhere = [];
    private int _turn;

    /// <summary>The agents of this node.</summary>
    public IReadOnlyCollection<FleetEntry> Entries => [.. _agents.Values];

    /// <summary>Puts an agent on the board, or changes what stands there.</summary>
    public void Post(FleetEntry entry) => _agents[entry.AgentId] = entry;

    /// <summary>Takes what other nodes told; it replaces what they told before.</summary>
    public void Learn(IEnumerable<FleetEntry> elsewhere) => _elsewhere = elsewhere.ToDictionary(entry => entry.AgentId);

    /// <summary>Takes an agent off the board.</summary>
    public void Remove(AgentId agent) => _agents.TryRemove(agent, out _);

    /// <summary>An agent that could take the task now, in turn among equals; null if none could.</summary>
    public AgentId? Choose(TaskSpec spec, AgentId? home)
    {
        if ((spec.Agent ?? home) is { } only)
        {
            bool isKnown = _agents.TryGetValue(only, out FleetEntry? entry) || _elsewhere.TryGetValue(only, out entry);
            return isKnown && entry is { HasRoom: true } && entry.Suits(spec) ? only : null;
        }
        // In the order of their ids: the table's own order differs from process to process, and a turn needs one that stays.
        FleetEntry[] able =
        [
            .. All().Where(entry => entry.HasRoom && entry.Suits(spec))
                .OrderBy(entry => entry.AgentId.Value, StringComparer.Ordinal),
        ];
        if (able.Length == 0) return null;
        return able[(int)((uint)Interlocked.Increment(ref _turn) % (uint)able.Length)].AgentId;
    }

    private IEnumerable<FleetEntry> All() =>
        _agents.Values.Concat(_elsewhere.Values.Where(entry => !_agents.ContainsKey(entry.AgentId)));
}

/// <summary>One agent on the board.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Offer">What it can do.</param>
/// <param name="Free">Slots that are free.</param>
/// <param name="TakesWork">Whether it takes new work: heard, and not draining.</param>
public sealed record FleetEntry(AgentId AgentId, AgentOffer Offer, int Free, bool TakesWork)
{
    /// <summary>Whether it could start something now.</summary>
    public bool HasRoom => TakesWork && Free > 0;

    /// <summary>Whether it could run the task at all.</summary>
    public bool Suits(TaskSpec spec) =>
        Offer.Kinds.Contains(spec.Kind)
            && spec.Labels.All(Offer.Labels.Contains)
            && (spec.Cwd is null || Folders.IsWithin(spec.Cwd, Offer.Roots));
}
