using Microsoft.AspNetCore.Http;

namespace TaskSync.Api.Access;

/// <summary>
/// The cookie of a browser that logged in: out of reach for scripts, and never sent from another site. Where the
/// browser's end is TLS, ours or that of a proxy before us, it insists on TLS, and its name itself forbids that another
/// host or path set it.
/// </summary>
internal sealed class SessionCookie(ApiSettings settings)
{
    public string? Read(HttpRequest request) => request.Cookies[NameFor(request)];

    public void Write(HttpResponse response, string token)
    {
        HttpRequest request = response.HttpContext.Request;
        response.Cookies.Append(NameFor(request), token, Options(request, AccessService.BrowserLife));
    }

    public void Clear(HttpResponse response)
    {
        HttpRequest request = response.HttpContext.Request;
        response.Cookies.Delete(NameFor(request), Options(request, null));
    }

    private string NameFor(HttpRequest request) => IsOverTls(request) ? "__Host-tasksync" : "tasksync";

    private bool IsOverTls(HttpRequest request) =>
        settings.Tls || (settings.PublicUrl?.Scheme == Uri.UriSchemeHttps && settings.IsPublic(request.Host));

    private CookieOptions Options(HttpRequest request, TimeSpan? life) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        Secure = IsOverTls(request),
        MaxAge = life,
    };
}
