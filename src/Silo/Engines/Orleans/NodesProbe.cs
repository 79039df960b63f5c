using Orleans;
using Orleans.Runtime;
using TaskSync.Api.Server;

namespace TaskSync.Silo.Engines;

/// <summary>
/// Asks a node for a word, because only an answer proves one: the database still names nodes that were
/// killed.
/// </summary>
internal sealed class NodesProbe(IGrainFactory grains, TimeProvider time) : INodesProbe
{
    /// <summary>
    /// A healthy node answers within milliseconds; whoever asks about readiness waits for seconds at most.
    /// </summary>
    private static readonly TimeSpan AnswerBound = TimeSpan.FromSeconds(2);

    private const string NobodyAnswers =
        "This front door runs, and no node of its cluster answers it. Start one (`tasksync serve --postgres`), "
        + "or look whether the nodes' addresses can be reached from here.";

    public async Task<string?> WhyAwayAsync(CancellationToken cancel)
    {
        try
        {
            await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, cancel)
                .WaitAsync(AnswerBound, time, cancel);
            return null;
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or ObjectDisposedException)
        {
            return NobodyAnswers;
        }
    }
}
