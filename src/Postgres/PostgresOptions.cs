namespace TaskSync.Postgres;

/// <summary>Where the data of a cluster is kept.</summary>
public sealed record PostgresOptions
{
    /// <summary>
    /// Npgsql's connection string. Its database must be there; its user must own the schema that the search path
    /// begins with. It is a secret and appears in no message.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// How long one statement may take. A write that takes longer counts as unknown: it may have landed.
    /// </summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often the head of the feed is looked at in case a notification got lost.
    /// </summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Connections that read side by side; the server's <c>max_connections</c> has to hold that many for each node,
    /// and ten more.
    /// </summary>
    public int Readers { get; init; } = 8;
}
