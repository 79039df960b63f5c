namespace TaskSync.Core.Ports;

/// <summary>
/// A port could not do what it was asked for now: its disk is busy, slow or failing. Unless a subclass says
/// otherwise, a write may or may not have landed; asking again later may work and does no harm.
/// </summary>
public class UnavailableException : Exception
{
    /// <summary>Without a word; only for serializers.</summary>
    public UnavailableException()
    {
    }

    /// <summary>What went wrong, and what to do.</summary>
    public UnavailableException(string message) : base(message)
    {
    }

    /// <summary>The same, with what lies behind it.</summary>
    public UnavailableException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>
    /// The id of the one record that is damaged; asking again does not help. Null for every other trouble.
    /// </summary>
    public string? DamagedId { get; init; }
}
