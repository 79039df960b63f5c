using TaskSync.Storage;

namespace TaskSync.Postgres;

/// <summary>The server or its database is not fit for use. Nothing in it was changed.</summary>
public sealed class PostgresStartException : StorageException
{
    /// <summary>It is not fit for use.</summary>
    public PostgresStartException()
    {
    }

    /// <summary>It is not fit for use.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public PostgresStartException(string message) : base(message)
    {
    }

    /// <summary>It is not fit for use.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public PostgresStartException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
