using Microsoft.AspNetCore.Http;
using TaskSync.Api.Problems;

namespace TaskSync.Api.Access;

/// <summary>
/// What a request has to show when it comes with a cookie, which a browser adds by itself: that our own page
/// sent it. A foreign page can send neither the header, without a preflight that is never answered, nor our
/// origin.
/// </summary>
internal static class BrowserRules
{
    public const string Header = "X-TaskSync";

    public static Problem? Refuse(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return null;
        return request.Headers[Header] != "1"
            ? Problem.Forbidden("header_missing", $"A request with a cookie needs the header {Header}: 1.")
            : RefuseOrigin(request);
    }

    /// <summary>A page of another origin may not even log in.</summary>
    public static Problem? RefuseOrigin(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        return origin is null || origin == $"{request.Scheme}://{request.Host.Value}"
            // What reached this server without TLS may have come with it to a proxy; the other way round is no way.
            || origin == $"https://{request.Host.Value}"
            ? null
            : Problem.Forbidden(
                "foreign_origin", "Another site may not speak for a browser that is logged in here.");
    }
}
