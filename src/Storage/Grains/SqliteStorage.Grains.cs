using Orleans.Storage;
using TaskSync.Storage.Grains;

namespace TaskSync.Storage;

/// <content>What an engine asks of the storage.</content>
public sealed partial class SqliteStorage
{
    /// <summary>The states of task, session and agent grains.</summary>
    public IGrainStorage GrainStorage => new CatalogGrainStorage(States);
}
