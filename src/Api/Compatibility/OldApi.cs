using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TaskSync.Api.Access;
using TaskSync.Api.Bodies;
using TaskSync.Api.Problems;
using TaskSync.Api.Tasks;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Compatibility;

/// <summary>
/// The calls of before, for scripts that are there already. The parameters <c>agent_url</c> and <c>session_id</c> are
/// allowed and looked at by nobody: a task is found by its id alone.
/// </summary>
internal sealed class OldApi(TaskSubmits submits, TaskReads reads, ICatalogReader catalog, LeaseWatcher watcher)
{
    /// <summary>
    /// Pages that can be asked for by number: each further one reads those before it. Whoever wants more uses the
    /// cursor of /api/tasks.
    /// </summary>
    private const int Pages = 100;

    private static readonly RowLimit PageLimit = new(20, 100);

    public void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder old = api.MapGroup("").WithTags("Compatibility").For(AccessRule.People);
        old.MapPost("/task", SubmitAsync).Takes<OldSubmit>().Gives<OldAccepted>(201).Gives<OldAccepted>()
            .Fails(400, 413, 415, 422, 503)
            .Describe("Submit a prompt (old shape)", "Use POST /api/tasks in what is new.");
        old.MapGet("/task/{id}", GetAsync).Gives<OldTask>().Fails(400, 404, 503)
            .Describe("Read a task (old shape)", "The states are queued, working, completed, failed and " +
                "cancelled: input_required, cancelling and unknown show as working.");
        old.MapGet("/history/{id}", GetAsync).Gives<OldTask>().Fails(400, 404, 503)
            .Describe("Read a task (old shape)", "The same as /api/task/{id}: nothing moves when it is over.");
        old.MapGet("/history", ListAsync).Gives<OldHistory>().Fails(400, 503)
            .Describe("List tasks (old shape)",
                $"Newest first, what is in progress included; page is 1 to {Pages}, limit 1 to 100.");
    }

    private async Task<IResult> SubmitAsync(HttpContext http, CancellationToken cancel)
    {
        Body<OldSubmit> body = await JsonBody.ReadAsync(http.Request, ApiJson.Default.OldSubmit);
        if (body.Problem is { } problem) return problem;
        OldSubmit old = body.Value!;
        bool isOurs = SessionId.TryParse(old.SessionId, out SessionId session);
        if (!isOurs && !string.IsNullOrEmpty(old.SessionId)) session = SessionId.Derive("name", old.SessionId);
        SubmitTaking taken = await submits.TakeAsync(new SubmitRequest
        {
            Kind = Words.Of(TaskKind.Claude),
            Prompt = old.Prompt,
            SessionId = isOurs ? session.Value : null,
            Tier = old.Tier,
            Model = old.Model,
            TimeoutSeconds = old.TimeoutSeconds,
        }, !isOurs && session != default ? session : null, http, cancel);
        return taken.Task is { View: var task }
            ? Answers.Json(new(task.TaskId.Value, task.SessionId.Value, OldStates.Of(task.State)),
                ApiJson.Default.OldAccepted, taken.Status)
            : taken.Problem!;
    }

    private async Task<IResult> GetAsync(string id, CancellationToken cancel)
    {
        if (!TaskId.TryParse(id, out TaskId task)) return Problem.BadId("task", 't', id);
        return await reads.FindAsync(task, cancel) is { } reading
            ? Answers.Json(OldTask.Of(reading.View), ApiJson.Default.OldTask)
            : Problem.NoSuch("task", id);
    }

    private async Task<IResult> ListAsync(string? page, string? limit, CancellationToken cancel)
    {
        if (!PageLimit.TryRead(limit, out int rows)) return PageLimit.Refuse();
        int number = 1;
        bool isPage = page is null
            || int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= Pages;
        if (!isPage) return Problem.Bad("invalid_page", $"\"page\" is a number from 1 to {Pages}.");
        await watcher.SettleAsync();
        TaskPage found = await catalog.ListTasksAsync(new() { Limit = rows }, cancel);
        for (int at = 1; at < number; at++)
        {
            if (found.Next is not { } next) return History([], number, rows, more: false);
            found = await catalog.ListTasksAsync(new() { Limit = rows, Cursor = next }, cancel);
        }
        return History([.. found.Tasks.Select(OldTask.Of)], number, rows, found.Next is not null);
    }

    private static IResult History(IReadOnlyList<OldTask> tasks, int page, int limit, bool more) =>
        Answers.Json(new(tasks, page, limit, more), ApiJson.Default.OldHistory);
}
