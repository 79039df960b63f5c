using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TaskSync.Api.Problems;
using TaskSync.Core.Ports;

namespace TaskSync.Api.Access;

/// <summary>Lets through whoever may use the endpoint that routing has found.</summary>
internal sealed partial class AccessMiddleware(
    RequestDelegate next, AccessService access, SessionCookie cookie, BrowserRules rules, ClientAddress addresses,
    TimeProvider time, ILogger<AccessMiddleware> logger)
{
    public Task InvokeAsync(HttpContext http)
    {
        long receivedAt = time.GetTimestamp();
        // Where there is no endpoint there is nothing to protect: the answer is 404.
        return http.GetEndpoint() is not { } endpoint || AccessRules.Of(endpoint) is AccessRule.Open
            ? next(http)
            : CheckAsync(http, AccessRules.Of(endpoint), receivedAt);
    }

    private async Task CheckAsync(HttpContext http, AccessRule rule, long receivedAt)
    {
        string? bearer = BearerOf(http.Request);
        string? token = bearer ?? cookie.Read(http.Request);
        Credential? credential = await access.FindAsync(token, http.RequestAborted);
        Problem? refusal = credential is null
            ? Problem.Unauthorized(token is null
                ? "Send a token as \"Authorization: Bearer tsk_…\", or log in."
                : "The credential is unknown, expired or revoked.")
            : Refuse(http, credential, rule) ?? (bearer is null ? rules.Refuse(http.Request) : null);
        if (refusal is null)
        {
            http.Features.Set(new Caller(credential!, receivedAt));
            await next(http);
            return;
        }
        LogRefused(
            http.GetEndpoint()?.DisplayName, addresses.Of(http)?.ToString(),
            credential?.Principal, refusal.Code);
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }
        await refusal.ExecuteAsync(http);
    }

    private static string? BearerOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        string? header = request.Headers.Authorization;
        return header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true
            ? header[Scheme.Length..].Trim()
            : null;
    }

    private static Problem? Refuse(HttpContext http, Credential credential, AccessRule rule) => rule switch
    {
        AccessRule.Agent when credential.Kind != PrincipalKind.Agent =>
            Problem.Forbidden("agents_only", "Only an agent's own credential can speak for it."),
        AccessRule.Agent => http.Request.RouteValues["id"] as string == credential.Principal
            ? null
            : Problem.Forbidden("other_agent", "This credential belongs to another agent."),
        AccessRule.Admin when credential.Kind != PrincipalKind.Admin =>
            Problem.Forbidden("admin_only", "This needs an admin's token."),
        AccessRule.Known => null,
        _ when credential.Kind is PrincipalKind.Admin or PrincipalKind.Browser => null,
        _ => Problem.Forbidden("people_only", "An agent's credential is good for the agent protocol alone."),
    };

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Endpoint}: refused {Principal} at {Address} ({Code}).")]
    private partial void LogRefused(string? endpoint, string? address, string? principal, string code);
}
