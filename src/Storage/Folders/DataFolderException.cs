namespace TaskSync.Storage;

/// <summary>
/// A data folder can't be used as it is. Nothing in it was changed. The message says which folder, why, and what to
/// do.
/// </summary>
public sealed class DataFolderException : StorageException
{
    /// <summary>A data folder can't be used.</summary>
    public DataFolderException()
    {
    }

    /// <summary>A data folder can't be used.</summary>
    /// <param name="message">Which folder, why, and what to do.</param>
    public DataFolderException(string message) : base(message)
    {
    }

    /// <summary>A data folder can't be used.</summary>
    /// <param name="message">Which folder, why, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public DataFolderException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
