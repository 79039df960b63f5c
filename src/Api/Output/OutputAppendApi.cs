using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TaskSync.Api.Access;
using TaskSync.Api.Bodies;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Api.Output;

/// <summary>How many bytes of an output the server has now, on disk.</summary>
internal sealed record OutputAck(long Have);

/// <summary>
/// Takes output from agents. A late chunk of an attempt that is over is welcome: it is what that attempt
/// wrote.
/// </summary>
internal sealed class OutputAppendApi(IOutputStore outputs, OutputOwners owners)
{
    public void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/agents/{id}/output/{task}/{attempt}", AppendAsync)
        .WithTags("Agent protocol").For(AccessRule.Agent)
        .Accepts<byte[]>("application/octet-stream").Gives<OutputAck>().Fails(400, 404, 409, 413, 503)
        .Describe("Send output", "Raw bytes that begin at offset from of stream stdout (or stderr). A " +
            "chunk that begins where the server's bytes end is taken; any other answers 409 with have, " +
            "from where to go on.");

    private async Task<IResult> AppendAsync(
        string id, string task, string attempt, string? from, string? stream, HttpContext http,
        CancellationToken cancel)
    {
        if (!TaskId.TryParse(task, out TaskId taskId)) return Problem.BadId("task", 't', task);
        if (!OutputPlaces.TryReadAttempt(attempt, out int number)) return OutputPlaces.BadAttempt();
        if (!OutputPlaces.TryReadStream(stream, out OutputStream which))
        {
            return OutputPlaces.BadStream();
        }
        if (!OutputPlaces.TryReadOffset(from, out long offset))
        {
            return OutputPlaces.BadOffset("from");
        }
        var agent = new AgentId(http.Caller().Principal);
        if (!await owners.IsOwnerAsync(agent, taskId, number, cancel))
        {
            return Problem.NoSuch("attempt", $"{taskId}/{attempt} of this agent");
        }
        return await TakeAsync(new(taskId, number, which), offset, http.Request, cancel);
    }

    private async Task<IResult> TakeAsync(
        OutputKey key, long from, HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > Limits.OutputChunkBytes)
        {
            return Problem.TooLarge(Limits.OutputChunkBytes);
        }
        ReadOnlySequence<byte>? bytes = await BoundedBody.ReadAsync(
            request.BodyReader, Limits.OutputChunkBytes, cancel);
        if (bytes is not { } chunk) return Problem.TooLarge(Limits.OutputChunkBytes);
        AppendResult result = await outputs.AppendAsync(
            key, from, chunk.IsSingleSegment ? chunk.First : chunk.ToArray(), cancel);
        request.BodyReader.AdvanceTo(chunk.End);
        return result.Taken
            ? Answers.Json(new OutputAck(result.Have), ApiJson.Default.OutputAck)
            : Problem.OutputGap(result.Have);
    }
}
