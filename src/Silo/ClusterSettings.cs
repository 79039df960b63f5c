namespace TaskSync.Silo;

/// <summary>What a server of a cluster is started with, beside what every server is.</summary>
public sealed record ClusterSettings
{
    /// <summary>
    /// Npgsql's connection string of the database that all nodes share. It is a secret, and stands in no
    /// message.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>Whether it is a front door alone: it answers calls, and has no grains.</summary>
    public bool ApiOnly { get; init; }

    /// <summary>
    /// Where other nodes reach this one; the address that the API listens on by default. Whoever can reach it
    /// can do everything: it belongs in a network of the nodes' own.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>The port for other nodes; null takes the API's and 10000, or a free one.</summary>
    public int? SiloPort { get; init; }

    /// <summary>
    /// The port for front doors that are no node; null takes the API's and 20000, or a free one.
    /// </summary>
    public int? GatewayPort { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => nameof(ClusterSettings);
}
