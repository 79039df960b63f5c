using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using TaskSync.Core.Tasks;
using TaskSync.Simulation.Checks;

namespace TaskSync.Simulation.Server;

/// <summary>The real storage on a disk that fails: before a write, after it, on a read, or by taking long.</summary>
internal sealed class FaultyStorage(IGrainStorage real, DiskFaults faults, AuthorityLog log) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await faults.BeforeReadAsync();
        await real.ReadStateAsync(stateName, grainId, grainState);
        await faults.DelayAsync();
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await faults.BeforeWriteAsync();
        // What a disk did and did not confirm leaves the caller with the tag that it had.
        string? etag = grainState.ETag;
        await real.WriteStateAsync(stateName, grainId, grainState);
        if (grainState is IGrainState<TaskSnapshot> { State: { } task }) log.Committed(task);
        await faults.DelayAsync();
        if (!faults.FailsAfterWrite(grainId)) return;
        grainState.ETag = etag;
        throw new IOException("The disk did it and said that it failed.");
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        real.ClearStateAsync(stateName, grainId, grainState);
}
