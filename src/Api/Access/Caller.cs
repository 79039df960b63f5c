using Microsoft.AspNetCore.Http;
using TaskSync.Core.Ports;

namespace TaskSync.Api.Access;

/// <summary>Who sent a request, and when it came.</summary>
/// <param name="Credential">What they showed.</param>
/// <param name="ReceivedAt">The monotonic timestamp of the request, from before anything was awaited: leases
/// run from it.</param>
internal sealed record Caller(Credential Credential, long ReceivedAt)
{
    /// <summary>Their name in timelines, and what idempotency keys belong to.</summary>
    public string Principal => Credential.Principal;
}

internal static class CallerOfRequest
{
    /// <summary>Who sent this request. Only for endpoints that need a credential.</summary>
    public static Caller Caller(this HttpContext http) =>
        http.Features.Get<Caller>()
            ?? throw new InvalidOperationException("This endpoint is open: nobody was asked who they are.");
}
