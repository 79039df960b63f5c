using System.Collections.Frozen;
using System.Net;
using Microsoft.AspNetCore.Http;
using TaskSync.Api.Problems;

namespace TaskSync.Api.Access;

/// <summary>
/// Answers only to our own names. A page on the web can make its name resolve to a loopback address and then
/// is of one origin with whatever listens there; but it cannot change the name that the browser sends.
/// </summary>
internal sealed class HostGuard
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "::1"];

    private static readonly Problem Foreign = Problem.Forbidden("unknown_host",
        "This server does not go by that name. Reach it by its address, or start it with --host-name.");

    private readonly RequestDelegate _next;
    private readonly FrozenSet<string> _names;
    private readonly bool _anyAddress;

    public HostGuard(RequestDelegate next, ApiSettings settings)
    {
        _next = next;
        _names = Loopback.Concat(NamesOf(settings).Select(Bare)).ToFrozenSet(
            StringComparer.OrdinalIgnoreCase);
        _anyAddress = settings.HostNames.Any(name => Bare(name) is "0.0.0.0" or "::");
    }

    public Task InvokeAsync(HttpContext http)
    {
        string host = Bare(http.Request.Host.Host);
        bool isOurs = _names.Contains(host) || (_anyAddress && IPAddress.TryParse(host, out _));
        return isOurs ? _next(http) : Foreign.ExecuteAsync(http);
    }

    private static IEnumerable<string> NamesOf(ApiSettings settings) =>
        settings.PublicUrl is { } url ? [.. settings.HostNames, url.Host] : settings.HostNames;

    private static string Bare(string host) => host.Trim('[', ']');
}
