using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Orleans;
using TaskSync.Api.Access;
using TaskSync.Api.Bodies;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Grains;

namespace TaskSync.Api.Agents;

/// <summary>The agent protocol but for output. Only the agent that the address names gets here.</summary>
internal sealed class AgentProtocolApi(
    AgentProtocol protocol, IGrainFactory grains, TimeProvider time, IHostApplicationLifetime life)
{
    /// <summary>How long a call for work is held: below what proxies cut.</summary>
    private static readonly TimeSpan WorkWait = TimeSpan.FromSeconds(20);

    public void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder agent = api.MapGroup("/agents/{id}").WithTags("Agent protocol")
            .For(AccessRule.Agent);
        agent.MapPost("/sync", SyncAsync).Takes<SyncRequest>().Gives<SyncAnswer>()
            .Fails(400, 409, 413, 415, 503)
            .Describe("Sync", "What the agent holds and reports, against what it should hold and what is " +
                "acknowledged. It is also the heartbeat. 409 says in code why the agent is not heard: " +
                "duplicate_identity, agent_removed, no_such_agent, or stale when a newer sync was heard " +
                "before.");
        agent.MapGet("/work", WaitAsync).Gives<WorkSignal>().Fails(503)
            .Describe("Wait for work",
                "Answers when there is something to sync about, or after 20 seconds. It only wakes; what " +
                "there is, the next sync tells.");
    }

    private async Task<IResult> SyncAsync(string id, HttpContext http, CancellationToken cancel)
    {
        Body<SyncRequest> body = await JsonBody.ReadAsync(
            http.Request, TaskSyncJsonContext.Default.SyncRequest);
        if ((body.Problem ?? SyncCheck.Check(body.Value!)) is { } problem) return problem;
        Caller caller = http.Caller();
        SyncReply reply = await protocol.SyncAsync(
            new AgentId(caller.Principal), SyncCheck.Trim(body.Value!), caller.ReceivedAt);
        return reply.Answer is { } answer
            ? Answers.Json(answer, TaskSyncJsonContext.Default.SyncAnswer)
            : Problem.Conflict(reply.Code ?? "refused", reply.Why ?? "The sync was refused.");
    }

    private async Task<IResult> WaitAsync(string id, HttpContext http, CancellationToken cancel)
    {
        IAgentGrain agent = grains.GetGrain<IAgentGrain>(http.Caller().Principal);
        long begun = time.GetTimestamp();
        bool wake = false;
        while (!wake && time.GetElapsedTime(begun) < WorkWait && !IsOver(cancel)) wake =
            await agent.WaitForWork();
        return Answers.Json(new WorkSignal { Wake = wake }, TaskSyncJsonContext.Default.WorkSignal);
    }

    private bool IsOver(CancellationToken cancel) =>
        cancel.IsCancellationRequested || life.ApplicationStopping.IsCancellationRequested;
}
