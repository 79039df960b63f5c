namespace TaskSync.Core.Ports;

/// <summary>Writes backups while the server runs.</summary>
public interface IBackup
{
    /// <summary>
    /// Writes all that is stored, as of one moment, into a new file. An existing file is never overwritten.
    /// </summary>
    /// <param name="file">An absolute path on the server's machine.</param>
    /// <param name="cancel">Gives up; nothing is left at that path.</param>
    Task<BackupOutcome> WriteAsync(string file, CancellationToken cancel = default);
}

/// <summary>What became of a backup.</summary>
/// <param name="Written">Whether the file is there, whole and on disk.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Why">Why there is none, for people.</param>
public sealed record BackupOutcome(bool Written, long Bytes, string? Why = null);
