using Microsoft.AspNetCore.Http;

namespace TaskSync.Api.Access;

/// <summary>
/// The cookie of a browser that logged in: out of reach for scripts, and never sent from another site.
/// </summary>
internal sealed class SessionCookie(ApiSettings settings)
{
    // Over TLS the name itself forbids that another host or path set it.
    private readonly string _name = settings.Tls ? "__Host-tasksync" : "tasksync";

    public string? Read(HttpRequest request) => request.Cookies[_name];

    public void Write(HttpResponse response, string token) =>
        response.Cookies.Append(_name, token, Options(AccessService.BrowserLife));

    public void Clear(HttpResponse response) => response.Cookies.Delete(_name, Options(null));

    private CookieOptions Options(TimeSpan? life) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        Secure = settings.Tls,
        MaxAge = life,
    };
}
