using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using TaskSync.Api.Bodies;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;

namespace TaskSync.Api.Access;

/// <summary>A link that logs one browser in, once.</summary>
/// <param name="Url">The address; its code stands behind the <c>#</c>, where it gets into no log.</param>
/// <param name="ExpiresAt">When it stops being good.</param>
internal sealed record LoginLink(string Url, DateTimeOffset ExpiresAt);

/// <summary>Logging browsers in and out.</summary>
internal sealed partial class LoginApi(
    AccessService access, SessionCookie cookie, BrowserRules rules, FailureLimit failures, ClientAddress addresses,
    ApiSettings settings, TimeProvider time, ILogger<LoginApi> logger)
{
    public void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("").WithTags("Access");
        group.MapPost("/login", LogInAsync).For(AccessRule.Open)
            .Takes<LoginRequest>().Produces(StatusCodes.Status204NoContent).Fails(400, 401, 403, 429)
            .Describe("Log a browser in",
                "Takes the code of a one-time link, or an admin's token, and sets a cookie that scripts " +
                "can't read. Requests with that cookie that change something need the header X-TaskSync: 1.");
        group.MapPost("/login/links", LinkAsync)
            .Gives<LoginLink>().Describe(
                "Make a login link", "The link logs one browser in, once, within 15 minutes.");
        group.MapPost("/logout", LogOutAsync)
            .Produces(StatusCodes.Status204NoContent)
            .Describe("Log a browser out", "Revokes the browser's credential; its streams end within 30 s.");
    }

    private async Task<IResult> LogInAsync(HttpContext http, CancellationToken cancel)
    {
        IPAddress? address = addresses.Of(http);
        if ((rules.RefuseOrigin(http.Request) ?? failures.Refuse(address)) is { } refusal)
        {
            return refusal;
        }
        Body<LoginRequest> body = await JsonBody.ReadAsync(
            http.Request, TaskSyncJsonContext.Default.LoginRequest);
        if (body.Problem is { } problem) return problem;
        if (!await IsGoodAsync(body.Value!, cancel))
        {
            failures.Note(address);
            LogFailed(address);
            return Problem.Unauthorized(body.Value!.Code is null
                ? "This is no admin token of this server."
                : "The code is wrong, used or too old. Make a new link, or use a token.");
        }
        cookie.Write(http.Response, await access.AddBrowserAsync(cancel));
        return Results.NoContent();
    }

    private async ValueTask<bool> IsGoodAsync(LoginRequest login, CancellationToken cancel) =>
        login.Code is { } code
        ? await access.UseCodeAsync(code, CodePurpose.Login, cancel)
        : await access.FindAsync(login.Token, cancel) is { Kind: PrincipalKind.Admin };

    private async Task<IResult> LinkAsync(HttpContext http, CancellationToken cancel)
    {
        string code = await access.CreateLoginCodeAsync(cancel);
        string place = settings.PublicOrigin ?? $"{http.Request.Scheme}://{http.Request.Host.Value}";
        return Answers.Json(
            new LoginLink($"{place}/#login={code}", time.GetUtcNow() + AccessService.LoginLife), ApiJson.Default.LoginLink);
    }

    private async Task<IResult> LogOutAsync(HttpContext http, CancellationToken cancel)
    {
        Credential credential = http.Caller().Credential;
        if (credential.Kind == PrincipalKind.Browser) await access.RevokeAsync(credential, cancel);
        cookie.Clear(http.Response);
        return Results.NoContent();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A login from {Address} failed.")]
    private partial void LogFailed(IPAddress? address);
}
