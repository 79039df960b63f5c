using Orleans.Runtime;
using TaskSync.Embedded;
using TaskSync.Storage.Catalog;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Grains;

/// <summary>Reminders in the catalog, because they outlive the process.</summary>
internal sealed class ReminderTable(CatalogDatabase catalog) : IReminderTable
{
    private const string Columns = "SELECT grain_type, grain_key, name, start_at, period FROM reminders";

    /// <inheritdoc/>
    public Task UpsertAsync(Reminder reminder, CancellationToken cancellationToken) =>
        catalog.Writer.RunAsync(WriteKind.Reminder, database => Of(database.Use("""
            INSERT INTO reminders (grain_type, grain_key, name, start_at, period) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET start_at = excluded.start_at, period = excluded.period
            """), reminder.Grain).With(reminder.Name).With(reminder.StartAt).With(reminder.Period.Ticks).Run());

    /// <inheritdoc/>
    public Task DeleteAsync(GrainId grain, string name, CancellationToken cancellationToken) =>
        catalog.Writer.RunAsync(WriteKind.Reminder, database => Of(database.Use(
            "DELETE FROM reminders WHERE grain_type = ? AND grain_key = ? AND name = ?"), grain).With(name).Run());

    /// <inheritdoc/>
    public Task<IReadOnlyList<Reminder>> ReadAsync(GrainId grain, CancellationToken cancellationToken) =>
        catalog.Readers.ReadAsync(grain, static (reader, grain) =>
            Of(reader.Use($"{Columns} WHERE grain_type = ? AND grain_key = ?"), grain).ReadAll(Read),
            cancellationToken).AsTask();

    /// <inheritdoc/>
    public Task<IReadOnlyList<Reminder>> ReadAllAsync(CancellationToken cancellationToken) =>
        catalog.Readers.ReadAsync(0, static (reader, _) => reader.Use(Columns).ReadAll(Read), cancellationToken).AsTask();

    private static Statement Of(Statement statement, GrainId grain) =>
        statement.With(grain.Type.ToString()).With(grain.Key.ToString());

    private static Reminder Read(Statement row) => new(
        GrainId.Create(row.Text(0), row.Text(1)), row.Text(2), row.Instant(3), TimeSpan.FromTicks(row.Int64(4)));
}
