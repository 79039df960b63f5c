using Microsoft.AspNetCore.Http;
using TaskSync.Api.Problems;

namespace TaskSync.Api.Access;

/// <summary>
/// What a request has to show when it comes with a cookie, which a browser adds by itself: that our own page
/// sent it. A foreign page can send neither the header, without a preflight that is never answered, nor our
/// origin.
/// </summary>
internal sealed class BrowserRules(ApiSettings settings)
{
    public const string Header = "X-TaskSync";

    public Problem? Refuse(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return null;
        return request.Headers[Header] != "1"
            ? Problem.Forbidden("header_missing", $"A request with a cookie needs the header {Header}: 1.")
            : RefuseOrigin(request);
    }

    /// <summary>A page of another origin may not even log in.</summary>
    public Problem? RefuseOrigin(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        return origin is null || IsOurs(origin, request)
            ? null
            : Problem.Forbidden(
                "foreign_origin", "Another site may not speak for a browser that is logged in here.");
    }

    private bool IsOurs(string origin, HttpRequest request) => settings.IsPublic(request.Host)
        // Its port may be lost on the way through the proxy, so it is the setting that says it.
        ? origin == settings.PublicOrigin
        : origin == $"{request.Scheme}://{request.Host.Value}"
            // What reached this server without TLS may have come with it to a proxy; the other way round is no way.
            || origin == $"https://{request.Host.Value}";
}
