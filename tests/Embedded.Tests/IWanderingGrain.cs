using Orleans;

namespace TaskSync.Embedded.Tests;

/// <summary>
/// Goes through everything that grain code may await, and notes the threads on which it goes on.
/// </summary>
public interface IWanderingGrain : IGrainWithStringKey
{
    Task<IReadOnlyList<int>> Wander(string neighbour);

    Task<IReadOnlyList<int>> Threads();

    Task<string> Sum(
        int number, long big, string? text, DateTimeOffset at, IReadOnlyList<int> many, bool isIt);
}
