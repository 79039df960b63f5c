using TaskSync.Engine.Contract;

namespace TaskSync.Embedded.Tests;

public sealed class EmbeddedCallSpecs : CallContract
{
    protected override async Task<IEngineHarness> StartEngineAsync() => await EmbeddedHarness.StartAsync();
}

public sealed class EmbeddedActivationSpecs : ActivationContract
{
    protected override async Task<IEngineHarness> StartEngineAsync() => await EmbeddedHarness.StartAsync();
}

public sealed class EmbeddedStateSpecs : StateContract
{
    protected override async Task<IEngineHarness> StartEngineAsync() => await EmbeddedHarness.StartAsync();
}

public sealed class EmbeddedTimerSpecs : TimerContract
{
    protected override async Task<IEngineHarness> StartEngineAsync() => await EmbeddedHarness.StartAsync();
}

public sealed class EmbeddedReminderSpecs : ReminderContract
{
    protected override async Task<IEngineHarness> StartEngineAsync() => await EmbeddedHarness.StartAsync();
}

public sealed class EmbeddedCollectionSpecs : CollectionContract
{
    protected override async Task<IEngineHarness> StartEngineAsync() => await EmbeddedHarness.StartAsync();
}
