namespace TaskSync.Grains.Leases;

/// <summary>Whose turn it is to sweep: of several nodes one is enough.</summary>
public interface ISweepTurn
{
    /// <summary>Whether this node sweeps for all, as far as it knows now.</summary>
    bool IsOurs { get; }
}

/// <summary>A server that is alone sweeps for itself.</summary>
internal sealed class AlwaysOurs : ISweepTurn
{
    public bool IsOurs => true;
}
