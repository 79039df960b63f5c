using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// The record is not as it was last seen. If this escapes a call, the engine ends the activation.
/// </summary>
public class InconsistentStateException : OrleansException
{
    /// <summary>The record is not as it was last seen.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>The record is not as it was last seen.</summary>
    /// <param name="message">What went wrong.</param>
    public InconsistentStateException(string message) : base(message)
    {
    }

    /// <summary>The record is not as it was last seen.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The storage's own error.</param>
    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    /// <summary>The record is not as it was last seen.</summary>
    /// <param name="errorMsg">What went wrong.</param>
    /// <param name="storedEtag">The version in the storage, if known.</param>
    /// <param name="currentEtag">The version that the grain had.</param>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, null)
    {
    }

    /// <summary>The record is not as it was last seen.</summary>
    /// <param name="storedEtag">The version in the storage, if known.</param>
    /// <param name="currentEtag">The version that the grain had.</param>
    /// <param name="storageException">The storage's own error.</param>
    public InconsistentStateException(string? storedEtag, string? currentEtag, Exception storageException)
        : this(storageException.Message, storedEtag, currentEtag, storageException)
    {
    }

    /// <summary>The record is not as it was last seen.</summary>
    /// <param name="errorMsg">What went wrong.</param>
    /// <param name="storedEtag">The version in the storage, if known.</param>
    /// <param name="currentEtag">The version that the grain had.</param>
    /// <param name="storageException">The storage's own error.</param>
    public InconsistentStateException(
        string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!) => (StoredEtag, CurrentEtag) = (storedEtag, currentEtag);

    /// <summary>The version in the storage, if known.</summary>
    public string? StoredEtag { get; }

    /// <summary>The version that the grain had.</summary>
    public string? CurrentEtag { get; }

    /// <summary>
    /// True until it has ended an activation: a caller that lets it pass has no wrong state itself.
    /// </summary>
    internal bool IsSourceActivation { get; set; } = true;
}
