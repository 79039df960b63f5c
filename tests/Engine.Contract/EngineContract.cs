using Orleans;
using TaskSync.Engine.Contract.Grains;

namespace TaskSync.Engine.Contract;

/// <summary>
/// What all parts of the contract need: an engine for each test, and grains that no other test has.
/// </summary>
public abstract class EngineContract : IAsyncLifetime
{
    private readonly string _test = Guid.NewGuid().ToString("n");

    protected IEngineHarness Engine { get; private set; } = null!;

    public async Task InitializeAsync() => Engine = await StartEngineAsync();

    public async Task DisposeAsync() => await Engine.DisposeAsync();

    protected abstract Task<IEngineHarness> StartEngineAsync();

    protected string Key(string name = "one") => $"{_test}-{name}";

    protected Probe ProbeOf(string name = "one") => Probe.Of(Key(name));

    protected IWorkGrain Worker(string name = "one") => Engine.Grains.GetGrain<IWorkGrain>(Key(name));

    protected ICellGrain Cell(string name = "one") => Engine.Grains.GetGrain<ICellGrain>(Key(name));

    protected ITimedGrain Timed(string name = "one") => Engine.Grains.GetGrain<ITimedGrain>(Key(name));

    /// <summary>Reads the probe until the grain notes this.</summary>
    protected static async Task Until(Probe probe, string what)
    {
        ArgumentNullException.ThrowIfNull(probe);
        while (await probe.Next() != what)
        {
        }
    }
}
