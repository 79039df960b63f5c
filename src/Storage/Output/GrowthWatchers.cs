using System.Collections.Immutable;
using TaskSync.Core.Ports;

namespace TaskSync.Storage.Output;

/// <summary>Those who want to hear of every output that grows: one or two a process.</summary>
internal sealed class GrowthWatchers
{
    private ImmutableList<Watcher> _all = [];

    public IDisposable Add(Action<OutputKey> grew)
    {
        var watcher = new Watcher(this, grew);
        ImmutableInterlocked.Update(ref _all, all => all.Add(watcher));
        return watcher;
    }

    public void Tell(OutputKey key)
    {
        foreach (Watcher watcher in Volatile.Read(ref _all)) watcher.Grew(key);
    }

    private sealed class Watcher(GrowthWatchers all, Action<OutputKey> grew) : IDisposable
    {
        public Action<OutputKey> Grew => grew;

        public void Dispose() => ImmutableInterlocked.Update(ref all._all, list => list.Remove(this));
    }
}
