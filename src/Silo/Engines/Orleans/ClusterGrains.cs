using Orleans.Runtime;
using TaskSync.Core.Ports;

namespace TaskSync.Silo.Engines;

/// <summary>
/// The grains of all nodes, for <c>/grains</c>. More of them, and their calls, are at <c>/orleans</c>.
/// </summary>
internal sealed class ClusterGrains(IGrainFactory grains) : IActiveGrains
{
    /// <summary>Orleans has grains of its own, which nobody here asks about.</summary>
    private static readonly string Ours = nameof(TaskSync) + ".";

    public async ValueTask<IReadOnlyList<ActiveGrain>> ListAsync(CancellationToken cancel)
    {
        IManagementGrain cluster = grains.GetGrain<IManagementGrain>(0);
        DetailedGrainStatistic[] all = await cluster.GetDetailedGrainStatistics(null, null, cancel);
        return
        [
            .. all.Where(grain => grain.GrainType.StartsWith(Ours, StringComparison.Ordinal))
                .Select(grain => Of(grain.GrainId, grain.SiloAddress)),
        ];
    }

    private static ActiveGrain Of(GrainId grain, SiloAddress node) => new(
        grain.Type.ToString()!, grain.Key.ToString()!, "valid", $"{node.Endpoint}",
        Since: null, StateVersion: null, Running: null, Queued: null, Reminders: null);
}
