using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using TaskSync.Api.Access;
using TaskSync.Api.Agents;
using TaskSync.Api.Bodies;
using TaskSync.Api.Problems;
using TaskSync.Api.Tasks;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Views;
using TaskSync.Grains;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Sessions;

/// <summary>Sessions: read, list, rename, archive, move, continue.</summary>
internal sealed class SessionsApi(
    ICatalogReader catalog, Proof proof, IGrainFactory grains, LeaseWatcher watcher)
{
    public void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder sessions = api.MapGroup("/sessions").WithTags("Sessions").For(AccessRule.People);
        sessions.MapGet("", ListAsync).Gives<SessionPage>().Produces(304).Fails(400, 503)
            .Describe("List sessions",
                "The last active first; archived=true lists those that were put away. The tag covers the " +
                "rows, not the cursor: the cursor of an unchanged list is as good as a new one.");
        sessions.MapGet("/{id}", GetAsync).Gives<SessionView>().Produces(304).Fails(400, 404, 503)
            .Describe("Read a session", "With its newest tasks, oldest first; limit says how many.");
        sessions.MapPatch("/{id}", PatchAsync).Takes<SessionPatch>().Gives<SessionView>()
            .Fails(400, 404, 415, 503)
            .Describe(
                "Rename or archive a session",
                "What is absent stays. An empty title takes the first task's again.");
        sessions.MapPost("/{id}/move", MoveAsync).Takes<MoveRequest>().Gives<SessionView>()
            .Fails(400, 404, 409, 415, 503)
            .Describe(
                "Move a session to another agent",
                "Its next tasks run there. While a task of it is out on an agent, or a process of it is not " +
                "proven gone, it can't be moved. A coding agent's conversation stays behind, because it lives " +
                "in a folder of the old agent's machine: the next task begins a new one, and its timeline " +
                "says conversation_moved.");
        sessions.MapPost("/{id}/continue", ContinueAsync).Gives<SessionView>().Fails(400, 404, 503)
            .Describe("Continue past an unproven process",
                "Lets the next task start although the process of one that is over is not proven gone, and " +
                "lets go tasks that were held since a backup was restored. It says nothing of tasks that " +
                "are not over yet.");
    }

    private async Task<IResult> ListAsync(
        string? archived, string? limit, string? cursor, HttpContext http, CancellationToken cancel)
    {
        if (archived is not (null or "true" or "false"))
        {
            return Problem.Bad("invalid_archived", "\"archived\" is true or false.");
        }
        if (!RowLimit.Page.TryRead(limit, out int rows)) return RowLimit.Page.Refuse();
        await watcher.SettleAsync();
        try
        {
            SessionPage page = await catalog.ListSessionsAsync(
                new SessionQuery { Archived = archived == "true", Limit = rows, Cursor = cursor }, cancel);
            return Answers.Conditional(
                http.Request, page, TaskSyncJsonContext.Default.SessionPage, SessionTags.Of(page));
        }
        catch (FormatException why)
        {
            return TaskListQuery.BadCursor(why);
        }
    }

    private async Task<IResult> GetAsync(string id, string? limit, HttpContext http, CancellationToken cancel)
    {
        if (!SessionId.TryParse(id, out SessionId session)) return Problem.BadId("session", 's', id);
        if (!RowLimit.Page.TryRead(limit, out int rows)) return RowLimit.Page.Refuse();
        return await FindAsync(session, rows, cancel) is { } view
            ? Answers.Conditional(
                http.Request, view, TaskSyncJsonContext.Default.SessionView, SessionTags.Of(view))
            : Problem.NoSuch("session", id);
    }

    private async Task<IResult> PatchAsync(string id, HttpContext http, CancellationToken cancel)
    {
        Body<SessionPatch> body = await JsonBody.ReadAsync(
            http.Request, TaskSyncJsonContext.Default.SessionPatch);
        if (body.Problem is { } problem) return problem;
        var commands = new List<SessionCommand>();
        if (body.Value!.Title is { } title)
        {
            if (title.Length > Limits.TitleLength || title.Any(char.IsControl))
            {
                return Problem.Invalid(
                    "title", $"\"title\" is one line of {Limits.TitleLength} characters at most.");
            }
            commands.Add(new SessionCommand.Rename(string.IsNullOrWhiteSpace(title) ? null : title));
        }
        if (body.Value.Archived is { } archived) commands.Add(new SessionCommand.Archive(archived));
        return await ApplyAsync(id, commands, cancel);
    }

    private async Task<IResult> MoveAsync(string id, HttpContext http, CancellationToken cancel)
    {
        Body<MoveRequest> body = await JsonBody.ReadAsync(
            http.Request, TaskSyncJsonContext.Default.MoveRequest);
        if (body.Problem is { } problem) return problem;
        AgentSummary[] found =
            [.. AgentNames.Find((await catalog.ListAgentsAsync(cancel)).Agents, body.Value!.Agent)];
        return found.Length == 1
            ? await ApplyAsync(id, [new SessionCommand.Move(found[0].AgentId)], cancel)
            : Problem.Invalid("agent", AgentNames.Explain(body.Value.Agent, found.Length));
    }

    private Task<IResult> ContinueAsync(string id, CancellationToken cancel) =>
        ApplyAsync(id, [new SessionCommand.Continue(Past: 0)], cancel);

    private async Task<IResult> ApplyAsync(
        string id, IReadOnlyList<SessionCommand> commands, CancellationToken cancel)
    {
        if (!SessionId.TryParse(id, out SessionId session)) return Problem.BadId("session", 's', id);
        ISessionGrain grain = grains.GetGrain<ISessionGrain>(session.Value);
        foreach (SessionCommand command in commands)
        {
            SessionOutcome outcome = await grain.Apply(command);
            if (!outcome.Found) return Problem.NoSuch("session", id);
            if (outcome.Why is { } why) return Problem.Conflict("session_busy", why);
        }
        return await FindAsync(session, 50, cancel) is { } view
            ? Answers.Json(view, TaskSyncJsonContext.Default.SessionView, etag: SessionTags.Of(view))
            : Problem.NoSuch("session", id);
    }

    private async ValueTask<SessionView?> FindAsync(SessionId session, int tasks, CancellationToken cancel)
    {
        await watcher.SettleAsync();
        return await catalog.FindSessionAsync(session, tasks, cancel) is { } view ? proof.Show(view) : null;
    }
}
