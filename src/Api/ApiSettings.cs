namespace TaskSync.Api;

/// <summary>What the front door has to know of the house.</summary>
public sealed record ApiSettings
{
    /// <summary>
    /// Names and addresses, beside those of loopback, under which people reach the server. A request for
    /// another host is refused, so that no foreign name can be bound to this address (DNS rebinding).
    /// <c>0.0.0.0</c> or <c>::</c> allows every address, but no name.
    /// </summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>Whether people reach the server over TLS, so that cookies may insist on it.</summary>
    public bool Tls { get; init; }
}
