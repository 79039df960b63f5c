using System.Collections.Concurrent;
using System.Threading.Channels;
using Orleans;
using Orleans.Runtime;

namespace TaskSync.Engine.Contract;

/// <summary>
/// Lets a test see into one grain, and hold it up, from outside. Engines under test run in this process.
/// </summary>
public sealed class Probe
{
    // Far more than any step takes, so that a broken engine fails a test and doesn't hang it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<string, Probe> All = new();

    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private int _failures;

    public static Probe Of(string key) => All.GetOrAdd(key, _ => new());

    public static Probe Of(IAddressable grain) => Of(grain.GetPrimaryKeyString());

    /// <summary>How often the grain is still to fail where it is made to.</summary>
    public int Failures
    {
        get => Volatile.Read(ref _failures);
        set => Volatile.Write(ref _failures, value);
    }

    public bool TakeFailure() => Failures > 0 && Interlocked.Decrement(ref _failures) >= 0;

    public void Note(string what) => _events.Writer.TryWrite(what);

    /// <summary>The next thing the grain noted.</summary>
    public async Task<string> Next() => await _events.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>What the grain has noted and nobody has looked at.</summary>
    public IReadOnlyList<string> Rest()
    {
        List<string> rest = [];
        while (_events.Reader.TryRead(out var what))
        {
            rest.Add(what);
        }

        return rest;
    }

    /// <summary>
    /// Passes once somebody has opened the gate. It is opened on another thread, so grains must find their
    /// way back.
    /// </summary>
    public Task Gate(string name) => GateOf(name).Task.WaitAsync(Patience);

    public void Open(string name) => GateOf(name).TrySetResult();

    private TaskCompletionSource GateOf(string name) =>
        _gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
