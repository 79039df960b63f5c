namespace TaskSync.Agent.Folder;

/// <summary>
/// One process works on a folder. The system releases the lock with the process, however that ends.
/// </summary>
internal static class FolderLock
{
    /// <summary>
    /// How long somebody may hold it who does not work on the folder. What an agent was about to start when it was killed has all that it
    /// had open until it is another program: a millisecond, on a busy machine more. And a doctor looks by taking it.
    /// </summary>
    private static readonly TimeSpan HeldInPassing = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes it for good. Who finds another agent leaves and is not started again, so nobody else may be taken for one.</summary>
    /// <returns>Null if another process keeps it.</returns>
    public static async Task<FileStream?> TakeAsync(string path, TimeProvider time)
    {
        long since = time.GetTimestamp();
        while (true)
        {
            if (TryTake(path) is { } held) return held;
            if (time.GetElapsedTime(since) >= HeldInPassing) return null;
            await Task.Delay(TryEvery, time);
        }
    }

    /// <returns>Null if another process has it now.</returns>
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
