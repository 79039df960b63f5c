using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;

namespace TaskSync.Simulation.Server;

/// <summary>What grains ask the catalog, on a disk that fails.</summary>
internal sealed class FaultyCatalog(IDispatchCatalog real, DiskFaults faults) : IDispatchCatalog
{
    public ValueTask<long> LastOrdinalAsync(SessionId session, CancellationToken cancel = default) =>
        ReadAsync(() => real.LastOrdinalAsync(session, cancel));

    public ValueTask<TurnFacts> ReadTurnAsync(
        SessionId session, long ordinal, long continuedPast, CancellationToken cancel = default) =>
        ReadAsync(() => real.ReadTurnAsync(session, ordinal, continuedPast, cancel));

    public ValueTask<SessionFacts> ReadSessionAsync(
        SessionId session, long continuedPast, CancellationToken cancel = default) =>
        ReadAsync(() => real.ReadSessionAsync(session, continuedPast, cancel));

    public ValueTask<IReadOnlyList<Candidate>> FindCandidatesAsync(
        AgentId agent, AgentOffer offer, int limit, CancellationToken cancel = default) =>
        ReadAsync(() => real.FindCandidatesAsync(agent, offer, limit, cancel));

    public ValueTask<IReadOnlyList<CustodyRow>> ReadCustodyAsync(AgentId agent, CancellationToken cancel = default) =>
        ReadAsync(() => real.ReadCustodyAsync(agent, cancel));

    public ValueTask<IReadOnlyList<TaskId>> FindPinnedAsync(AgentId agent, CancellationToken cancel = default) =>
        ReadAsync(() => real.FindPinnedAsync(agent, cancel));

    public ValueTask<IReadOnlyList<DueTask>> FindDueAsync(
        DateTimeOffset now, DueTask? after, int limit, CancellationToken cancel = default) =>
        ReadAsync(() => real.FindDueAsync(now, after, limit, cancel));

    public ValueTask<IReadOnlyList<AgentId>> FindAgentsToWatchAsync(CancellationToken cancel = default) =>
        ReadAsync(() => real.FindAgentsToWatchAsync(cancel));

    private async ValueTask<T> ReadAsync<T>(Func<ValueTask<T>> read)
    {
        await faults.BeforeReadAsync();
        T answer = await read();
        await faults.DelayAsync();
        return answer;
    }
}
