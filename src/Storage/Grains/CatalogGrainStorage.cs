using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Storage.Catalog;

namespace TaskSync.Storage.Grains;

/// <summary>
/// The catalog as the storage of grain states. The grain's key is the record's id, and the type of the state says
/// which table; the state's name is only for messages.
/// </summary>
internal sealed class CatalogGrainStorage(IStateStore states) : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => grainState switch
    {
        IGrainState<TaskSnapshot> task => ReadAsync(task, states.ReadTaskAsync(new TaskId(KeyOf(grainId)))),
        IGrainState<SessionSnapshot> session => ReadAsync(session, states.ReadSessionAsync(new SessionId(KeyOf(grainId)))),
        IGrainState<AgentSnapshot> agent => ReadAsync(agent, states.ReadAgentAsync(new AgentId(KeyOf(grainId)))),
        _ => throw Unknown<T>(stateName),
    };

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => grainState switch
    {
        IGrainState<TaskSnapshot> task => WriteAsync(task, grainId, task.State?.Id.Value, states.WriteTaskAsync),
        IGrainState<SessionSnapshot> session => WriteAsync(session, grainId, session.State?.Id.Value, states.WriteSessionAsync),
        IGrainState<AgentSnapshot> agent => WriteAsync(agent, grainId, agent.State?.Id.Value, states.WriteAgentAsync),
        _ => throw Unknown<T>(stateName),
    };

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => grainState switch
    {
        IGrainState<TaskSnapshot> => ClearAsync(grainState, etag => states.RemoveTaskAsync(new TaskId(KeyOf(grainId)), etag)),
        IGrainState<SessionSnapshot> =>
            ClearAsync(grainState, etag => states.RemoveSessionAsync(new SessionId(KeyOf(grainId)), etag)),
        IGrainState<AgentSnapshot> => ClearAsync(grainState, etag => states.RemoveAgentAsync(new AgentId(KeyOf(grainId)), etag)),
        _ => throw Unknown<T>(stateName),
    };

    private static async Task ReadAsync<T>(IGrainState<T> grainState, ValueTask<Stored<T>?> read)
    {
        Stored<T>? stored = await read;
        if (stored is not null) grainState.State = stored.State;
        (grainState.ETag, grainState.RecordExists) = (stored?.ETag, stored is not null);
    }

    private static async Task WriteAsync<T>(
        IGrainState<T> grainState, GrainId grain, string? id, Func<T, string?, Task<string>> write)
    {
        if (grainState.State is not { } state || id != KeyOf(grain))
        {
            throw new ArgumentException($"The state of {grain} must carry that id; it carries \"{id}\".", nameof(grainState));
        }
        grainState.ETag = await GuardAsync(() => write(state, grainState.ETag));
        grainState.RecordExists = true;
    }

    private static async Task ClearAsync<T>(IGrainState<T> grainState, Func<string?, Task> clear)
    {
        await GuardAsync(async () =>
        {
            await clear(grainState.ETag);
            return true;
        });
        (grainState.ETag, grainState.RecordExists) = (null, false);
    }

    /// <summary>A lost comparison in the engine's own word for it.</summary>
    private static async Task<T> GuardAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (StorageConflictException lost)
        {
            throw new InconsistentStateException(lost.Message, lost.Stored, lost.Expected, lost);
        }
    }

    private static string KeyOf(GrainId grain) => grain.Key.ToString();

    private static NotSupportedException Unknown<T>(string stateName) =>
        new($"The catalog stores tasks, sessions and agents, and no state \"{stateName}\" of type {typeof(T).Name}.");
}
