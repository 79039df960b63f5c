using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;

namespace TaskSync.Storage;

/// <summary>
/// The states of grains: read by id, written by compare-and-set. A write names the ETag that was read, or null if
/// there must be no record yet; if another came first, it ends with a <see cref="StorageConflictException"/> and
/// without effect.
/// </summary>
public interface IStateStore
{
    /// <summary>A task; null if there is none.</summary>
    ValueTask<Stored<TaskSnapshot>?> ReadTaskAsync(TaskId id, CancellationToken cancel = default);

    /// <summary>Writes a task, its session's derived row and the numbers of both changes in one transaction.</summary>
    /// <returns>The new ETag.</returns>
    Task<string> WriteTaskAsync(TaskSnapshot task, string? etag);

    /// <summary>Removes a task; a tombstone stays in the feed.</summary>
    Task RemoveTaskAsync(TaskId id, string? etag);

    /// <summary>What people decided about a session; null if nothing was decided yet.</summary>
    ValueTask<Stored<SessionSnapshot>?> ReadSessionAsync(SessionId id, CancellationToken cancel = default);

    /// <summary>Writes what people decided about a session.</summary>
    /// <returns>The new ETag.</returns>
    Task<string> WriteSessionAsync(SessionSnapshot session, string? etag);

    /// <summary>Forgets what people decided about a session; what its tasks say of it stays as long as they do.</summary>
    Task RemoveSessionAsync(SessionId id, string? etag);

    /// <summary>An agent's record; null if there is none.</summary>
    ValueTask<Stored<AgentSnapshot>?> ReadAgentAsync(AgentId id, CancellationToken cancel = default);

    /// <summary>Writes an agent's record. When it was last heard stands beside it and stays.</summary>
    /// <returns>The new ETag.</returns>
    Task<string> WriteAgentAsync(AgentSnapshot agent, string? etag);

    /// <summary>Removes an agent's record; a tombstone stays in the feed.</summary>
    Task RemoveAgentAsync(AgentId id, string? etag);
}
