using System.Data.Common;
using TaskSync.Postgres;

namespace TaskSync.Silo.Engines;

/// <summary>
/// The connections on which Orleans reads and writes who is a member, and what is to be reminded of.
/// </summary>
internal sealed class MembershipDatabase(PostgresOptions options) : IAsyncDisposable, IDisposable
{
    /// <summary>
    /// Orleans writes its own row every few seconds, looks at the table and rarely at reminders; in a storm
    /// of votes each waits its turn.
    /// </summary>
    private const int Connections = 4;

    public DbDataSource Source { get; } = PostgresStorage.OpenPool(options, Connections);

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    public void Dispose() => Source.Dispose();
}
