namespace Orleans.Runtime;

/// <summary>The engine is stopping, or has stopped, and runs no more calls.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>The engine is not there.</summary>
    public SiloUnavailableException() : base("The grain engine is not running.")
    {
    }

    /// <summary>The engine is not there.</summary>
    /// <param name="msg">What happened.</param>
    public SiloUnavailableException(string msg) : base(msg)
    {
    }

    /// <summary>The engine is not there.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public SiloUnavailableException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
