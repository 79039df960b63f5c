using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TaskSync.Api.Access;
using TaskSync.Api.Agents;
using TaskSync.Api.Compatibility;
using TaskSync.Api.Feed;
using TaskSync.Api.Output;
using TaskSync.Api.Page;
using TaskSync.Api.Problems;
using TaskSync.Api.Server;
using TaskSync.Api.Sessions;
using TaskSync.Api.Steps;
using TaskSync.Api.Tasks;

namespace TaskSync.Api;

/// <summary>The front door: what every request passes, and what it can reach.</summary>
public static class ApiEndpoints
{
    /// <summary>Maps everything that the server answers to.</summary>
    public static WebApplication MapTaskSync(this WebApplication app)
    {
        Guard(app);
        RouteGroupBuilder api = app.MapGroup("/api").Fails(401, 403);
        app.Services.GetRequiredService<LoginApi>().Map(api);
        app.Services.GetRequiredService<TasksApi>().Map(api);
        app.Services.GetRequiredService<OutputApi>().Map(api);
        app.Services.GetRequiredService<StepsApi>().Map(api);
        app.Services.GetRequiredService<OldApi>().Map(api);
        app.Services.GetRequiredService<SessionsApi>().Map(api);
        app.Services.GetRequiredService<AgentsApi>().Map(api);
        app.Services.GetRequiredService<EnrollApi>().Map(api);
        app.Services.GetRequiredService<AgentProtocolApi>().Map(api);
        app.Services.GetRequiredService<OutputAppendApi>().Map(api);
        app.Services.GetRequiredService<ChangesApi>().Map(api);
        app.Services.GetRequiredService<BackupApi>().Map(api);
        app.Services.GetRequiredService<GrainsApi>().Map(api);
        app.Services.GetRequiredService<HealthApi>().Map(app);
        app.MapOpenApi("/openapi/{documentName}.json").For(AccessRule.People);
        PageFiles.Map(app);
        return app;
    }

    /// <summary>
    /// From the outside in. Routing comes before access, because the endpoint says who may use it.
    /// </summary>
    private static void Guard(WebApplication app)
    {
        app.Use((HttpContext http, RequestDelegate next) =>
        {
            SecurityHeaders.Put(http);
            return next(http);
        });
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<HostGuard>();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
    }
}
