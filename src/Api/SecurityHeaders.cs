using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace TaskSync.Api;

/// <summary>
/// Headers on every answer. Nothing here is meant for another site, so everything is closed that a browser
/// can close.
/// </summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// The page loads its own scripts, styles, images and manifest, and talks to its own server; nothing
    /// else.
    /// </summary>
    private static readonly StringValues Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src " +
        "'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'";

    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues Deny = "DENY";

    public static void Put(HttpContext http)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = Deny;
        headers["Referrer-Policy"] = NoReferrer;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
        headers["Cross-Origin-Resource-Policy"] = SameOrigin;
        // What the API says is private and of this moment; the page's files say otherwise for themselves.
        headers.CacheControl = NoStore;
    }
}
