namespace TaskSync.Storage;

/// <summary>A backup could not be made or restored. Nothing that was there before has changed.</summary>
public sealed class BackupException : StorageException
{
    /// <summary>A backup could not be made or restored.</summary>
    public BackupException()
    {
    }

    /// <summary>A backup could not be made or restored.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    public BackupException(string message) : base(message)
    {
    }

    /// <summary>A backup could not be made or restored.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public BackupException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
