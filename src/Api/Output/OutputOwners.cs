using System.Collections.Concurrent;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;

namespace TaskSync.Api.Output;

/// <summary>
/// Whose an attempt is. An attempt never changes hands, so what was found once stays true, and a chunk costs
/// no read.
/// </summary>
internal sealed class OutputOwners(ICatalogReader catalog)
{
    /// <summary>
    /// Attempts remembered: more than the slots of a large fleet; beyond that it begins anew.
    /// </summary>
    private const int Limit = 10_000;

    private readonly ConcurrentDictionary<(TaskId, int), AgentId> _owners = new();

    public async ValueTask<bool> IsOwnerAsync(AgentId agent, TaskId id, int attempt, CancellationToken cancel)
    {
        if (_owners.TryGetValue((id, attempt), out AgentId owner)) return owner == agent;
        if (await catalog.FindTaskAsync(id, cancel) is not { Task: var task }
            || !Belongs(task, attempt, agent))
        {
            return false;
        }
        if (_owners.Count >= Limit) _owners.Clear();
        _owners[(id, attempt)] = agent;
        return true;
    }

    /// <summary>
    /// An earlier attempt stands in the timeline, offered by the name of the agent that got it.
    /// </summary>
    private static bool Belongs(TaskSnapshot task, int attempt, AgentId agent) =>
        (task.Attempt == attempt && task.AgentId == agent)
            || task.Timeline.Any(step => step.Attempt == attempt && step.By == agent.Value);
}
