using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Orleans;
using TaskSync.Api.Access;
using TaskSync.Api.Bodies;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Grains;

namespace TaskSync.Api.Agents;

/// <summary>
/// Enrolment: a one-use code becomes an agent with a credential of its own. It is the one call that can't be
/// repeated: if its answer is lost, the code is used up, because an answer that could be had twice would be
/// worth stealing.
/// </summary>
internal sealed partial class EnrollApi(
    AccessService access, FailureLimit failures, ClientAddress addresses, IGrainFactory grains, ILogger<EnrollApi> logger)
{
    public void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/agents/enroll", EnrollAsync).WithTags("Agents").For(AccessRule.Open)
        .Takes<EnrollRequest>().Gives<EnrollAnswer>(201).Fails(400, 413, 415, 429, 503)
        .Describe("Enrol an agent",
            "Takes the code of an invite, once, and gives the agent its id and a token that can only speak " +
            "for it.");

    private async Task<IResult> EnrollAsync(HttpContext http, CancellationToken cancel)
    {
        IPAddress? address = addresses.Of(http);
        if (failures.Refuse(address) is { } wait) return wait;
        Body<EnrollRequest> body = await JsonBody.ReadAsync(
            http.Request, TaskSyncJsonContext.Default.EnrollRequest);
        if ((body.Problem ?? Check(body.Value!)) is { } problem) return problem;
        EnrollRequest request = body.Value!;
        if (!await access.UseCodeAsync(request.Code, CodePurpose.Invite, cancel))
        {
            failures.Note(address);
            LogFailed(address);
            return Problem.Unauthorized("The code is wrong, used or too old. Ask for a new invite.");
        }
        var id = AgentId.FromBytes(RandomNumberGenerator.GetBytes(17));
        await grains.GetGrain<IAgentGrain>(id.Value).Enroll(request.Name, request.MachineId);
        string token = await access.AddAgentAsync(id, cancel);
        LogEnrolled(id, address);
        return Answers.Json(new EnrollAnswer { AgentId = id, Token = token },
            TaskSyncJsonContext.Default.EnrollAnswer, StatusCodes.Status201Created);
    }

    private static Problem? Check(EnrollRequest request) =>
        !IsName(request.Name) ? Problem.Invalid(
            "name", $"\"name\" has 1 to {Limits.NameLength} characters, and no control characters.")
        : !IsName(request.MachineId) ? Problem.Invalid(
            "machine_id", $"\"machine_id\" has 1 to {Limits.NameLength} characters.")
        : null;

    private static bool IsName(string text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= Limits.NameLength && !text.Any(char.IsControl);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An enrolment from {Address} failed.")]
    private partial void LogFailed(IPAddress? address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent} was enrolled from {Address}.")]
    private partial void LogEnrolled(AgentId agent, IPAddress? address);
}
