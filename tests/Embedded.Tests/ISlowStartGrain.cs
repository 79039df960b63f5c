using Orleans;

namespace TaskSync.Embedded.Tests;

public interface ISlowStartGrain : IGrainWithStringKey
{
    Task<string> Key();
}

internal sealed class SlowStartGrain(TimeProvider time) : Grain, ISlowStartGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromDays(1), time, CancellationToken.None);

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());
}
