using System.Net;
using Microsoft.AspNetCore.Http;

namespace TaskSync.Api.Access;

/// <summary>
/// Where a request comes from: the other end of its connection, or whom a proxy that we were told of names as the
/// other end of its own. What stands before that in the header, anybody can have written.
/// </summary>
internal sealed class ClientAddress(ApiSettings settings)
{
    private const string Header = "X-Forwarded-For";

    public IPAddress? Of(HttpContext http)
    {
        IPAddress? peer = Plain(http.Connection.RemoteIpAddress);
        if (peer is null || !settings.Proxies.Contains(peer)) return peer;
        string? last = http.Request.Headers[Header].LastOrDefault()?.Split(',')[^1].Trim();
        // Some write a port behind it.
        return last is not null && IPEndPoint.TryParse(last, out IPEndPoint? named) ? Plain(named.Address) : peer;
    }

    /// <summary>A socket for both families shows an IPv4 address as an IPv6 one.</summary>
    private static IPAddress? Plain(IPAddress? address) =>
        address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
