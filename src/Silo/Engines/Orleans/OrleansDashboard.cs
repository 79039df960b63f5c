using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Orleans.Dashboard;

namespace TaskSync.Silo.Engines;

/// <summary>
/// Orleans' own dashboard, behind the login of everything else: what says nothing of itself is for people,
/// and for no agent.
/// </summary>
internal static class OrleansDashboard
{
    private const string Place = "/orleans";

    /// <summary>
    /// Its page brings a style sheet with pictures and fonts in it. Scripts are files of its own, as with our
    /// pages.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    /// <summary>
    /// Every node tells the dashboard's grain how it is as often as this; its default of a second is meant
    /// for looking at, and this runs all day.
    /// </summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Its live log of the server shows what our own log holds, to whoever logged in; that stays on the disk.
    /// </summary>
    public static void Tune(DashboardOptions dashboard) =>
        (dashboard.HideTrace, dashboard.CounterUpdateIntervalMs) = (true, (int)Period.TotalMilliseconds);

    public static void Map(WebApplication app) => app.MapOrleansDashboard(Place).AddEndpointFilter(
        (call, next) =>
        {
            call.HttpContext.Response.Headers.ContentSecurityPolicy = Policy;
            return next(call);
        });
}
