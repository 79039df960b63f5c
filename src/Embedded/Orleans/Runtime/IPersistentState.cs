using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>
/// A stored state that a grain class takes in its constructor; it is read before OnActivateAsync.
/// </summary>
/// <typeparam name="TState">The type of the state.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>;
