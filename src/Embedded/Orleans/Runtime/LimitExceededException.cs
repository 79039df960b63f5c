namespace Orleans.Runtime;

/// <summary>Too many calls wait for one grain: the call was not run.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>A limit was exceeded.</summary>
    public LimitExceededException() : base("A limit was exceeded.")
    {
    }

    /// <summary>A limit was exceeded.</summary>
    /// <param name="message">Which one.</param>
    public LimitExceededException(string message) : base(message)
    {
    }

    /// <summary>A limit was exceeded.</summary>
    /// <param name="message">Which one.</param>
    /// <param name="innerException">The cause.</param>
    public LimitExceededException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>A limit was exceeded.</summary>
    /// <param name="limitName">Its name.</param>
    /// <param name="current">What was reached.</param>
    /// <param name="threshold">What is allowed.</param>
    /// <param name="extraInfo">Of what.</param>
    public LimitExceededException(string limitName, int current, int threshold, object extraInfo)
        : base($"{limitName} was exceeded: {current} of at most {threshold}. {extraInfo}")
    {
    }
}
