using Orleans.Storage;
using TaskSync.Storage.Grains;

namespace TaskSync.Postgres;

/// <content>What an engine asks of the storage.</content>
public sealed partial class PostgresStorage
{
    /// <summary>The states of task, session and agent grains.</summary>
    public IGrainStorage GrainStorage => new CatalogGrainStorage(States);
}
