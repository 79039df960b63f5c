using Orleans.Storage;
using TaskSync.Embedded;
using TaskSync.Storage.Grains;

namespace TaskSync.Storage;

/// <content>What the embedded engine asks of the storage.</content>
public sealed partial class SqliteStorage
{
    /// <summary>The states of task, session and agent grains.</summary>
    public IGrainStorage GrainStorage => new CatalogGrainStorage(States);

    /// <summary>The engine's reminders.</summary>
    public IReminderTable Reminders => new ReminderTable(CatalogDatabase);
}
