using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using TaskSync.Simulation.Time;

namespace TaskSync.Simulation.Mutations;

/// <summary>Says that a write is on disk, and writes a moment later: what a server does that acknowledges before its commit.</summary>
internal sealed class AcknowledgesTooEarly : Mutation
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(200);

    public override IGrainStorage Wrap(IGrainStorage storage, Host server) => new EarlyStorage(storage, server);

    private sealed class EarlyStorage(IGrainStorage real, Host server) : IGrainStorage
    {
        private readonly Dictionary<GrainId, Task> _behind = [];

        public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (_behind.TryGetValue(grainId, out Task? writes)) await writes;
            await real.ReadStateAsync(stateName, grainId, grainState);
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            // Written behind, in order; the version is the tag, so the next write finds the one before it.
            var written = new GrainState<T>(grainState.State!) { ETag = grainState.ETag, RecordExists = grainState.RecordExists };
            Task before = _behind.GetValueOrDefault(grainId, Task.CompletedTask);
            _behind[grainId] = WriteBehindAsync(before, () => real.WriteStateAsync(stateName, grainId, written));
            grainState.ETag = ((long.TryParse(grainState.ETag, out long version) ? version : 0) + 1).ToString("D", null);
            grainState.RecordExists = true;
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            real.ClearStateAsync(stateName, grainId, grainState);

        private async Task WriteBehindAsync(Task before, Func<Task> write)
        {
            await before;
            await Task.Delay(Late, server);
            try
            {
                await write();
            }
            catch (Exception lost) when (lost is IOException or InconsistentStateException)
            {
                // Nobody is left who could be told.
            }
        }
    }
}
