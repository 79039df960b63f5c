using Orleans.Runtime;
using TaskSync.Grains.Leases;

namespace TaskSync.Silo.Engines;

/// <summary>
/// The node that started first sweeps for all. Who that is, every node knows from the membership, so it costs
/// no word; and a node that hangs loses its turn when it counts as dead, which a lock in the database would
/// not take from it. While nodes disagree, for some seconds, two sweep or none: a poke too many does nothing,
/// and what was due is due in the next pass.
/// </summary>
internal sealed class OldestNodeSweeps(ISiloStatusOracle nodes) : ISweepTurn
{
    public bool IsOurs => nodes.GetActiveSilos()
        .OrderBy(node => node.Generation).ThenBy(node => node)
        .FirstOrDefault()?.Equals(nodes.SiloAddress) == true;
}
