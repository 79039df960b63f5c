using System.Collections.Concurrent;
using Orleans;
using Orleans.Concurrency;

namespace TaskSync.Embedded.Tests;

/// <summary>A grain that comes and goes all the time, and counts what must never happen.</summary>
public interface IRestlessGrain : IGrainWithStringKey
{
    Task Work(bool leaves);

    [AlwaysInterleave]
    Task Look();
}

internal sealed class RestlessGrain : Grain, IRestlessGrain
{
    public static readonly ConcurrentDictionary<string, int> Live = new();

    private static int _violations;
    private int _inTurn;

    /// <summary>
    /// How often two activations of a key, or two turns of an activation, were there at once.
    /// </summary>
    public static int Violations => Volatile.Read(ref _violations);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Require(Live.AddOrUpdate(this.GetPrimaryKeyString(), 1, (_, count) => count + 1) == 1);
        await Task.Yield();
    }

    public override async Task OnDeactivateAsync(
        DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Live.AddOrUpdate(this.GetPrimaryKeyString(), 0, (_, count) => count - 1);
    }

    public async Task Work(bool leaves)
    {
        Turn();
        await Task.Yield();
        Turn();
        if (leaves)
        {
            DeactivateOnIdle();
        }
    }

    public async Task Look()
    {
        Turn();
        await Task.Yield();
        Turn();
    }

    private void Turn()
    {
        Require(Interlocked.Increment(ref _inTurn) == 1);
        Thread.SpinWait(20);
        Interlocked.Decrement(ref _inTurn);
    }

    private static void Require(bool isSo)
    {
        if (!isSo)
        {
            Interlocked.Increment(ref _violations);
        }
    }
}
