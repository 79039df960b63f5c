using System.Net;
using Microsoft.AspNetCore.Http;

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

    /// <summary>
    /// Where people outside reach the server, through something in front of it: scheme, name and port, and nothing
    /// behind them. Its name is one of the server's; null if nothing stands in front of it.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// Addresses of what stands in front of the server. Of requests that come from there, the last entry of
    /// <c>X-Forwarded-For</c> says who sent them.
    /// </summary>
    public IReadOnlyList<IPAddress> Proxies { get; init; } = [];

    /// <summary>What a browser outside says of a page that came from there; null if there is no public address.</summary>
    internal string? PublicOrigin => PublicUrl?.GetLeftPart(UriPartial.Authority);

    /// <summary>Whether a request for this host was sent to the public address.</summary>
    internal bool IsPublic(HostString host) => PublicUrl is { } url
        && string.Equals(host.Host.Trim('[', ']'), url.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
}
