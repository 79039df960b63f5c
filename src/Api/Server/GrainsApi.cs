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
/// What the engine has in memory, for who runs the server. An engine that shows its grains in another way
/// offers none here.
/// </summary>
internal sealed class GrainsApi(IEnumerable<IActiveGrains> engines)
{
    private static readonly RowLimit Rows = new(200, 1_000);

    public void Map(IEndpointRouteBuilder api)
    {
        if (engines.LastOrDefault() is not { } engine) return;
        api.MapGet("/grains", (string? type, string? limit) => List(engine, type, limit))
            .WithTags("Server").For(AccessRule.People).Gives<GrainsView>().Fails(400)
            .Describe(
                "List the grains in memory",
                "With the version of their state, the length of their queue and their reminders; of one type " +
                "if that is named.");
    }

    private static IResult List(IActiveGrains engine, string? type, string? limit)
    {
        if (!Rows.TryRead(limit, out int rows)) return Rows.Refuse();
        IReadOnlyList<ActiveGrain> all = engine.List();
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
