using Orleans;

namespace TaskSync.Engine.Contract;

/// <summary>
/// A running engine, with the grains of this assembly, <see cref="FaultyStorage"/> under "contract" and
/// reminders in memory.
/// </summary>
public interface IEngineHarness : IAsyncDisposable
{
    IGrainFactory Grains { get; }

    FaultyStorage Storage { get; }

    /// <summary>How long a caller waits for an answer.</summary>
    TimeSpan ResponseTimeout { get; }

    /// <summary>After this time unused, and one more look of the engine, a grain is gone.</summary>
    TimeSpan IdleUntilCollected { get; }

    /// <summary>
    /// Lets time pass for the engine. What it brings about may still be going on when this ends.
    /// </summary>
    Task AdvanceAsync(TimeSpan by);

    /// <summary>Stops the engine as a server does, and waits for it.</summary>
    Task StopAsync();
}
