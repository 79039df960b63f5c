namespace TaskSync.Silo;

/// <summary>The server can't start. The message is for people: what is wrong, and what to do.</summary>
public sealed class ServerStartException : Exception
{
    /// <summary>Without a word; only for serializers.</summary>
    public ServerStartException() { }

    /// <summary>What is wrong, and what to do.</summary>
    public ServerStartException(string message) : base(message) { }

    /// <summary>The same, with what lies behind it.</summary>
    public ServerStartException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Whether another try is worth anything.</summary>
    public StartFailure Failure { get; init; } = StartFailure.Surroundings;
}
