namespace Orleans.Runtime;

/// <summary>An error of the engine, or one of a storage that the engine passes on.</summary>
public class OrleansException : Exception
{
    /// <summary>An error without particulars.</summary>
    public OrleansException() : base("Unexpected error.")
    {
    }

    /// <summary>An error.</summary>
    /// <param name="message">What went wrong.</param>
    public OrleansException(string message) : base(message)
    {
    }

    /// <summary>An error that another one brought about.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public OrleansException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
