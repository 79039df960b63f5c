namespace TaskSync.Storage;

/// <summary>How the data of a server is kept.</summary>
public sealed record StorageOptions
{
    /// <summary>The data folder.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// Whether a commit waits until the disk has it, so that it survives a power cut. False only for simulations,
    /// where nothing has to.
    /// </summary>
    public bool Durable { get; init; } = true;

    /// <summary>
    /// Whether each write is committed within its call, one by one and without a thread of its own: for simulations,
    /// which have to replay. Far slower.
    /// </summary>
    public bool Inline { get; init; }

    /// <summary>Connections that read the catalog side by side; more than twice the cores gains nothing.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>Faults of the catalog's disk; null for none.</summary>
    public ICommitFaults? CatalogFaults { get; init; }

    /// <summary>Faults of the output's disk; null for none.</summary>
    public ICommitFaults? OutputFaults { get; init; }
}
