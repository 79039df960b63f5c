using Microsoft.Playwright;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Leases;

namespace TaskSync.Web.Tests.Browser;

/// <summary>Tests of the page, each with a server, an agent and a desktop browser of its own.</summary>
[Collection(nameof(Chromium))]
public abstract class InHouse(Chromium chromium) : IAsyncLifetime
{
    /// <summary>The server and the agent.</summary>
    private protected House House { get; private set; } = null!;

    /// <summary>What one browser remembers: its tabs share a login.</summary>
    protected IBrowserContext Context { get; private set; } = null!;

    /// <summary>For whoever needs a second one.</summary>
    protected Chromium Chromium => chromium;

    /// <summary>When work counts as stalled; usually never within a test.</summary>
    protected virtual double StalledAfterSeconds => 600;

    /// <summary>The times that leases live by.</summary>
    protected virtual LeaseOptions Leases => new();

    /// <summary>What the agent runs side by side.</summary>
    protected virtual int Slots => 4;

    /// <summary>What the agent may run; which programs are there decides with it.</summary>
    protected virtual IReadOnlyList<TaskKind> Kinds => [TaskKind.Command, TaskKind.Claude];

    public async Task InitializeAsync()
    {
        if (ChromiumFactAttribute.Executable is null) return;
        House = await House.OpenAsync(
            Leases,
            config => config with { StalledAfterSeconds = StalledAfterSeconds, Slots = Slots, Kinds = Kinds });
        Context = await chromium.OpenContextAsync(new() { Width = 1440, Height = 900 });
    }

    public async Task DisposeAsync()
    {
        if (Context is not null) await Context.DisposeAsync();
        if (House is not null) await House.DisposeAsync();
    }
}
