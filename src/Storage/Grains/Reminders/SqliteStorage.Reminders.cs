using TaskSync.Embedded;
using TaskSync.Storage.Grains;

namespace TaskSync.Storage;

/// <content>What the embedded engine alone asks of the storage.</content>
public sealed partial class SqliteStorage
{
    /// <summary>The engine's reminders.</summary>
    public IReminderTable Reminders => new ReminderTable(CatalogDatabase);
}
