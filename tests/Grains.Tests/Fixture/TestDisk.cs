using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace TaskSync.Grains.Tests.Fixture;

/// <summary>A disk that does what a test says with the next write.</summary>
internal sealed class TestDisk
{
    private Func<Task>? _before;
    private readonly HashSet<string> _damaged = [];
    private readonly HashSet<string> _refused = [];
    private bool _failsAfter;

    /// <summary>Writes that reached the real storage.</summary>
    public int Writes { get; private set; }

    /// <summary>The next write fails and nothing of it is there.</summary>
    public void FailNext() => _before = () => throw new IOException("The disk failed.");

    /// <summary>The next write is there, and its caller is told that it failed.</summary>
    public void FailNextAfterwards() => _failsAfter = true;

    /// <summary>The next write waits for this.</summary>
    public void HoldNext(Task until) => _before = () => until;

    /// <summary>What is stored under this key can't be read any more.</summary>
    public void Damage(string key) => _damaged.Add(key);

    /// <summary>It can be read again.</summary>
    public void Mend(string key) => _damaged.Remove(key);

    /// <summary>Nothing is written under this key.</summary>
    public void Refuse(string key) => _refused.Add(key);

    /// <summary>It is written again.</summary>
    public void Accept(string key) => _refused.Remove(key);

    public IGrainStorage Around(IGrainStorage real) => new Storage(this, real);

    private sealed class Storage(TestDisk disk, IGrainStorage real) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            disk._damaged.Contains($"{grainId.Key}")
                ? throw new IOException($"The record of {grainId.Key} is damaged.")
                : real.ReadStateAsync(stateName, grainId, grainState);

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            (Func<Task>? before, disk._before) = (disk._before, null);
            if (before is not null) await before();
            if (disk._refused.Contains($"{grainId.Key}")) throw new IOException("The disk failed.");
            string? etag = grainState.ETag;
            await real.WriteStateAsync(stateName, grainId, grainState);
            disk.Writes++;
            if (!disk._failsAfter) return;
            disk._failsAfter = false;
            grainState.ETag = etag;
            throw new IOException("The disk did it and said that it failed.");
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            real.ClearStateAsync(stateName, grainId, grainState);
    }
}
