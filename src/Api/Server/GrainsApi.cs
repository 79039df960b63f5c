using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TaskSync.Api.Access;
using TaskSync.Api.Problems;
using TaskSync.Core.Ports;

namespace TaskSync.Api.Server;

/// <summary>How many grains of a type are in memory.</summary>
/// <param name="Type">The type.</param>
/// <param name="Count">How many.</param>
internal sealed record GrainCount(string Type, int Count);

/// <summary>The grains in memory.</summary>
/// <param name="Types">How many there are of each type.</param>
/// <param name="Grains">Some of them: the busiest first, then the newest.</param>
internal sealed record GrainsView(IReadOnlyList<GrainCount> Types, IReadOnlyList<ActiveGrain> Grains);

/// <summary>
/// What the engine has in memory, for who runs the server. A house without an engine of that kind, as some tests
/// build, has none to show.
/// </summary>
internal sealed class GrainsApi(IEnumerable<IActiveGrains> engines)
{
    private static readonly RowLimit Rows = new(200, 1_000);

    public void Map(IEndpointRouteBuilder api)
    {
        if (engines.LastOrDefault() is not { } engine) return;
        api.MapGet("/grains", (string? type, string? limit, CancellationToken cancel) =>
                ListAsync(engine, type, limit, cancel))
            .WithTags("Server").For(AccessRule.People).Gives<GrainsView>().Fails(400)
            .Describe(
                "List the grains in memory",
                "Of one type if that is named. The embedded engine tells the version of their state, the length of " +
                "their queue and their reminders, a cluster the node that has them.");
    }

    private static async Task<IResult> ListAsync(
        IActiveGrains engine, string? type, string? limit, CancellationToken cancel)
    {
        if (!Rows.TryRead(limit, out int rows)) return Rows.Refuse();
        IReadOnlyList<ActiveGrain> all = await engine.ListAsync(cancel);
        return Answers.Json(
            new GrainsView(
                [.. all.CountBy(grain => grain.Type).Select(of => new GrainCount(of.Key, of.Value))
                    .OrderBy(of => of.Type)],
                [.. all.Where(grain => type is null || grain.Type == type)
                    .OrderByDescending(grain => grain.Running + grain.Queued).ThenByDescending(grain => grain.Since)
                    .Take(rows)]),
            ApiJson.Default.GrainsView);
    }
}
