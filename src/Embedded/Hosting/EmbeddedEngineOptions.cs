using System.Reflection;

namespace TaskSync.Embedded;

/// <summary>How the engine is set up.</summary>
public sealed class EmbeddedEngineOptions
{
    private readonly List<Assembly> _grains = [];

    /// <summary>
    /// How long a caller waits for an answer before it gets a TimeoutException. The call may run all the
    /// same.
    /// </summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long a grain must be unused before it is dropped from memory.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the engine looks for unused grains.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long reading the state and OnActivateAsync may take together.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long OnDeactivateAsync may take.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a stop waits for all grains to end; what is running after that is left behind.
    /// </summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many calls may wait for one grain. More means that it is stuck or flooded, and that those at the
    /// end would time out in any case; refusing them bounds the memory.
    /// </summary>
    public int MaxQueuedCalls { get; set; } = 10_000;

    /// <summary>
    /// How often a call is sent on because the activation it waited for ended; then it is refused. Orleans
    /// has the same limit and the same default, and grains should meet it in tests.
    /// </summary>
    public int MaxForwards { get; set; } = 2;

    /// <summary>
    /// Where the work runs: the thread pool, or in simulation a <see cref="SeededScheduler"/>.
    /// </summary>
    public IWorkScheduler Scheduler { get; set; } = new ThreadPoolScheduler();

    /// <summary>Sees every call and may interfere; null in production.</summary>
    public ICallFilter? Filter { get; set; }

    internal IReadOnlyList<Assembly> GrainAssemblies => _grains;

    /// <summary>Has the engine run the grain classes of an assembly, public or not.</summary>
    /// <param name="assembly">The assembly.</param>
    public EmbeddedEngineOptions AddGrains(Assembly assembly)
    {
        _grains.Add(assembly);
        return this;
    }
}
