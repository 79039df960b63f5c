using TaskSync.Core.Ports;

namespace TaskSync.Storage;

/// <summary>
/// Something could not be stored or read. Unless a subclass says otherwise, a write may or may not have landed.
/// </summary>
public class StorageException : UnavailableException
{
    /// <summary>Something could not be stored or read.</summary>
    public StorageException()
    {
    }

    /// <summary>Something could not be stored or read.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    public StorageException(string message) : base(message)
    {
    }

    /// <summary>Something could not be stored or read.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public StorageException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>Too many writes wait already. Nothing was stored; try again a little later.</summary>
public sealed class StorageBusyException : StorageException
{
    /// <summary>Too many writes wait already.</summary>
    public StorageBusyException() : this("Too many writes wait for the disk. Nothing was stored; try again a little later.")
    {
    }

    /// <summary>Too many writes wait already.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    public StorageBusyException(string message) : base(message)
    {
    }

    /// <summary>Too many writes wait already.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public StorageBusyException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>A compare-and-set was lost: the record is not as the writer had read it. Nothing was stored.</summary>
public sealed class StorageConflictException : StorageException
{
    /// <summary>A compare-and-set was lost.</summary>
    public StorageConflictException() : this("The record is not as it was read. Nothing was stored; read it again.")
    {
    }

    /// <summary>A compare-and-set was lost.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    public StorageConflictException(string message) : base(message)
    {
    }

    /// <summary>A compare-and-set was lost.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public StorageConflictException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>A compare-and-set was lost.</summary>
    /// <param name="message">What went wrong, and what to do.</param>
    /// <param name="stored">The version that is stored; null if there is no record, or it is not known.</param>
    /// <param name="expected">The version that the writer had read; null if it expected no record.</param>
    public StorageConflictException(string message, string? stored, string? expected) : base(message) =>
        (Stored, Expected) = (stored, expected);

    /// <summary>The version that is stored; null if there is no record, or it is not known.</summary>
    public string? Stored { get; }

    /// <summary>The version that the writer had read; null if it expected no record.</summary>
    public string? Expected { get; }
}
