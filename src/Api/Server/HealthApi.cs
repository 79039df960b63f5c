using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using TaskSync.Api.Access;
using TaskSync.Api.Problems;
using TaskSync.Core.Ports;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Server;

/// <summary>How the server is.</summary>
/// <param name="Status">A word for people.</param>
internal sealed record HealthView(string Status);

/// <summary>Probes. They tell nothing that is not seen from outside anyway.</summary>
internal sealed class HealthApi(
    ICatalogReader catalog, LeaseWatcher watcher, INodesProbe nodes,
    TimeProvider time, IHostApplicationLifetime life)
{
    /// <summary>How long the storage may take to answer a ready server.</summary>
    private static readonly TimeSpan ReadBound = TimeSpan.FromSeconds(2);

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder health = routes.MapGroup("/health").WithTags("Health").For(AccessRule.Open);
        health.MapGet("/live", Live).Gives<HealthView>()
            .Describe("Whether the process answers", "A process that does not is to be restarted.");
        health.MapGet("/ready", ReadyAsync).Gives<HealthView>().Fails(503)
            .Describe(
                "Whether the server can do its work",
                "Its storage answers, its leases are watched, and of a front door's nodes one answers.");
    }

    private static IResult Live() => Answers.Json(new HealthView("live"), ApiJson.Default.HealthView);

    private async Task<IResult> ReadyAsync(CancellationToken cancel)
    {
        bool started = life.ApplicationStarted.IsCancellationRequested
            && !life.ApplicationStopping.IsCancellationRequested;
        if (!started || !watcher.IsLive) return Problem.Unavailable();
        await catalog.ListAgentsAsync(cancel).AsTask().WaitAsync(ReadBound, time, cancel);
        if (await nodes.WhyAwayAsync(cancel) is { } why) return Problem.NoNode(why);
        return Answers.Json(new HealthView("ready"), ApiJson.Default.HealthView);
    }
}
