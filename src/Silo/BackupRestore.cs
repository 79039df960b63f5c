using TaskSync.Storage;

namespace TaskSync.Silo;

/// <summary>Makes a data folder of a backup, without a server.</summary>
public static class BackupRestore
{
    /// <summary>Restores a backup into a folder that is new or empty. Whatever was open is held for a person.</summary>
    /// <exception cref="ServerStartException">It can't be restored; the message says why.</exception>
    public static async Task<RestoreOutcome> RestoreAsync(string file, string dataFolder, CancellationToken cancel = default)
    {
        try
        {
            return await CatalogRestore.RestoreAsync(file, dataFolder, TimeProvider.System, cancel);
        }
        catch (StorageException failure)
        {
            throw new ServerStartException(failure.Message, failure);
        }
    }
}
