namespace TaskSync.Agent.Folder;

/// <summary>
/// One process works on a folder. The system releases the lock with the process, however that ends.
/// </summary>
internal static class FolderLock
{
    /// <returns>Null if another process has it.</returns>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
