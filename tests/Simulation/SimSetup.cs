using TaskSync.Grains.Leases;
using TaskSync.Simulation.Mutations;

namespace TaskSync.Simulation;

/// <summary>What one run is made of.</summary>
internal sealed record SimSetup
{
    public required int Seed { get; init; }

    public required Chaos Chaos { get; init; }

    /// <summary>The server's data folder.</summary>
    public required string Folder { get; init; }

    public LeaseOptions Leases { get; init; } = new();

    /// <summary>A deliberate bug, to see that it is found.</summary>
    public Mutation Mutation { get; init; } = Mutation.None;
}
