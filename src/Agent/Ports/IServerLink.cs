using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;

namespace TaskSync.Agent.Ports;

/// <summary>The way to the server. A call may fail after the server has heard it.</summary>
/// <remarks>Failures are thrown as <see cref="LinkException"/>.</remarks>
public interface IServerLink
{
    /// <summary>Sends a sync.</summary>
    Task<SyncAnswer> SyncAsync(SyncRequest request, CancellationToken cancel);

    /// <summary>Waits until the server has something to sync about.</summary>
    /// <returns>False when the wait ran out.</returns>
    Task<bool> WaitForWorkAsync(CancellationToken cancel);

    /// <summary>Sends a chunk of output.</summary>
    /// <returns>How many bytes the server has now: it may have more or less than the sender
    /// thought.</returns>
    Task<long> SendOutputAsync(
        AttemptKey key, OutputStream stream, long from, ReadOnlyMemory<byte> chunk, CancellationToken cancel);
}

/// <summary>What kind of failure a call met.</summary>
public enum LinkFailureKind
{
    /// <summary>Not a failure.</summary>
    None,

    /// <summary>The server was not reached, did not answer in time, or could not help now.</summary>
    Away,

    /// <summary>The server does not take the agent's word (any more).</summary>
    Unauthorized,

    /// <summary>Another process speaks for this agent.</summary>
    DuplicateIdentity,

    /// <summary>The server understood and refuses; the same again will be refused again.</summary>
    Refused,
}

/// <summary>A failed call.</summary>
/// <param name="Kind">What kind of failure.</param>
/// <param name="Why">The same as a sentence.</param>
public sealed record LinkFailure(LinkFailureKind Kind, string Why);

/// <summary>A call to the server failed.</summary>
public sealed class LinkException(LinkFailure failure, Exception? inner = null) : Exception(failure.Why, inner)
{
    /// <summary>How.</summary>
    public LinkFailure Failure { get; } = failure;
}
