using TaskSync.Engine.Contract;
using TaskSync.Orleans.Tests.Fixture;

namespace TaskSync.Orleans.Tests;

public sealed class OrleansCallSpecs(ImpatientEngine engine) : CallContract, IClassFixture<ImpatientEngine>
{
    protected override Task<IEngineHarness> StartEngineAsync() => Task.FromResult<IEngineHarness>(engine);
}

public sealed class OrleansActivationSpecs : ActivationContract
{
    protected override async Task<IEngineHarness> StartEngineAsync() => await OrleansHarness.StartAsync();
}

public sealed class OrleansCollectionSpecs(ForgetfulEngine engine)
    : CollectionContract, IClassFixture<ForgetfulEngine>
{
    protected override Task<IEngineHarness> StartEngineAsync() => Task.FromResult<IEngineHarness>(engine);
}

public sealed class OrleansStateSpecs(SharedEngine engine) : StateContract, IClassFixture<SharedEngine>
{
    protected override Task<IEngineHarness> StartEngineAsync() => Task.FromResult<IEngineHarness>(engine);
}

public sealed class OrleansTimerSpecs(SharedEngine engine) : TimerContract, IClassFixture<SharedEngine>
{
    protected override Task<IEngineHarness> StartEngineAsync() => Task.FromResult<IEngineHarness>(engine);
}

public sealed class OrleansReminderSpecs(SharedEngine engine) : ReminderContract, IClassFixture<SharedEngine>
{
    protected override Task<IEngineHarness> StartEngineAsync() => Task.FromResult<IEngineHarness>(engine);
}
