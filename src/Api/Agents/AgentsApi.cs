using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using TaskSync.Api.Access;
using TaskSync.Api.Bodies;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Views;
using TaskSync.Grains;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Agents;

/// <summary>The fleet, as people deal with it.</summary>
internal sealed class AgentsApi(
    FleetReads fleet, AccessService access, IGrainFactory grains, LeaseWatcher watcher)
{
    public void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder agents = api.MapGroup("/agents").WithTags("Agents").For(AccessRule.People);
        agents.MapGet("", ListAsync).Gives<AgentPage>().Fails(503)
            .Describe("List the fleet",
                "All agents that were not removed, by name, with when they were last heard and how many " +
                "slots are taken.");
        agents.MapPost("/invites", InviteAsync).Gives<InviteView>(201).Fails(503)
            .Describe(
                "Invite an agent", "A code that enrols one agent within an hour. It is shown this once.");
        agents.MapPost("/{id}/drain", DrainAsync).Takes<DrainRequest>(optional: true).Produces(204)
            .Fails(400, 404, 503)
            .Describe(
                "Drain an agent",
                "It gets no new work and finishes what it has. draining=false takes that back.");
        agents.MapDelete("/{id}", RemoveAsync).Produces(204).Fails(400, 404, 503)
            .Describe("Remove an agent",
                "Revokes its credential. What it holds becomes unknown and counts as orphaned in time; " +
                "what is queued for it alone fails.");
    }

    private async Task<IResult> ListAsync(CancellationToken cancel)
    {
        await watcher.SettleAsync();
        return Answers.Json(await fleet.ReadAsync(cancel), TaskSyncJsonContext.Default.AgentPage);
    }

    private async Task<IResult> InviteAsync(CancellationToken cancel) =>
        Answers.Json(
            await access.CreateInviteAsync(cancel), TaskSyncJsonContext.Default.InviteView,
            StatusCodes.Status201Created);

    private async Task<IResult> DrainAsync(string id, HttpContext http, CancellationToken cancel)
    {
        if (!AgentId.TryParse(id, out AgentId agent)) return Problem.BadId("agent", 'a', id);
        Body<DrainRequest> body = await JsonBody.ReadOptionalAsync(
            http.Request, TaskSyncJsonContext.Default.DrainRequest);
        if (body.Problem is { } problem) return problem;
        AgentOutcome outcome = await grains.GetGrain<IAgentGrain>(agent.Value).Drain(
            body.Value?.Draining ?? true);
        return outcome.Found ? Results.NoContent() : Problem.NoSuch("agent", id);
    }

    private async Task<IResult> RemoveAsync(string id, CancellationToken cancel)
    {
        if (!AgentId.TryParse(id, out AgentId agent)) return Problem.BadId("agent", 'a', id);
        AgentOutcome outcome = await grains.GetGrain<IAgentGrain>(agent.Value).Remove();
        if (!outcome.Found) return Problem.NoSuch("agent", id);
        await access.RevokeAsync(PrincipalKind.Agent, agent.Value, cancel);
        return Results.NoContent();
    }
}
