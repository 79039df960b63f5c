using TaskSync.Core.Ports;

namespace TaskSync.Postgres;

/// <summary>
/// A cluster's data is in a database that has better tools for copies than we could offer, and no node has a disk that
/// all others know.
/// </summary>
internal sealed class BackupElsewhere : IBackup
{
    public Task<BackupOutcome> WriteAsync(string file, CancellationToken cancel) => Task.FromResult(new BackupOutcome(
        Written: false, Bytes: 0,
        "This server keeps its data in PostgreSQL. Take a copy with pg_dump; docs/cluster.md shows how."));
}
