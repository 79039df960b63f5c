using Orleans;
using Orleans.Runtime;
using TaskSync.Engine.Contract.Grains;

namespace TaskSync.Embedded.Tests;

public interface IHomelessGrain : IGrainWithStringKey;

public interface IHomelessStateGrain : IGrainWithStringKey
{
    Task<string> Key();
}

internal sealed class HomelessStateGrain(
    [PersistentState("state", "nowhere")] IPersistentState<CellState> state)
    : Grain, IHomelessStateGrain
{
    public Task<string> Key() => Task.FromResult(state.State.Text);
}
