using Orleans;
using Orleans.Concurrency;

namespace TaskSync.Engine.Contract.Grains;

/// <summary>A grain without state, for what is about calls and activations.</summary>
public interface IWorkGrain : IGrainWithStringKey
{
    /// <summary>Counts one up, with awaits between reading and writing.</summary>
    Task<int> CountSlowly();

    /// <summary>The most calls that were ever between start and end at once.</summary>
    Task<int> MostAtOnce();

    /// <summary>Notes its start, waits for a gate of its probe, notes its end.</summary>
    Task WaitAt(string gate);

    /// <summary>The same, in a call that may interleave with all others.</summary>
    [AlwaysInterleave]
    Task WaitInterleavedAt(string gate);

    [AlwaysInterleave]
    Task<string> Peek();

    [OneWay]
    Task Hint(string what);

    [OneWay]
    Task HintAndFail();

    [OneWay]
    Task HintAndWaitAt(string gate);

    /// <summary>Calls another grain, which is to call back: nobody can answer.</summary>
    Task CallInCircle(string otherKey, string backKey);

    Task<string> Ask(string otherKey);

    Task Fail(string message);

    Task FailBeforeAwaiting(string message);

    /// <summary>
    /// Where the code goes on after several kinds of awaits; true if always on the grain's own scheduler.
    /// </summary>
    Task<bool> StaysOnItsScheduler();

    /// <summary>A mark of this activation.</summary>
    Task<string> Activation();

    Task<string> LeaveAfterThis();

    Task<string> StayFor(int minutes);

    Task<string> Key();

    Task<string> KeyThroughReference();
}
