using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TaskSync.Api.Access;
using TaskSync.Api.Feed;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Api.Output;

/// <summary>What an attempt wrote, as raw bytes or followed as events.</summary>
internal sealed class OutputApi(
    ICatalogReader catalog, IOutputStore outputs, OutputFollowing following, StreamAccess access)
{
    /// <summary>Bytes read and sent at once.</summary>
    private const int PieceBytes = 256 * 1024;

    public void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tasks/{id}/output", GetAsync).WithTags("Tasks").For(AccessRule.People)
        .Produces<byte[]>(200, "text/plain", "application/octet-stream", EventStream.ContentType)
        .Produces<byte[]>(206, "text/plain", "application/octet-stream").Fails(400, 404, 416, 503)
        .Describe("Read output", "The raw bytes that the server has of the newest attempt, or of attempt; " +
            "of stdout, or of stream=stderr; from an offset on, or a Range. With Accept: text/event-stream " +
            "the output is followed: each event output carries bytes in base64, its id attempt:offset says " +
            "where they end, and Last-Event-ID goes on there; the event end says how many bytes there are, " +
            "and whether these are all.");

    private async Task<IResult> GetAsync(
        string id, string? attempt, string? stream, string? from, HttpContext http, CancellationToken cancel)
    {
        if (!TaskId.TryParse(id, out TaskId task)) return Problem.BadId("task", 't', id);
        int number = 0;
        if (attempt is not null && !OutputPlaces.TryReadAttempt(attempt, out number))
        {
            return OutputPlaces.BadAttempt();
        }
        if (!OutputPlaces.TryReadStream(stream, out OutputStream which))
        {
            return OutputPlaces.BadStream();
        }
        if (!OutputPlaces.TryReadOffset(from, out long offset))
        {
            return OutputPlaces.BadOffset("from");
        }
        if (await catalog.FindTaskAsync(task, cancel) is not { Task: var snapshot })
        {
            return Problem.NoSuch("task", id);
        }
        if (number > snapshot.Attempt)
        {
            return Problem.NoSuch("attempt", $"{id}/{attempt}");
        }
        return EventStream.IsWanted(http.Request)
            ? await following.FollowAsync(task, which, number, offset, http, cancel)
            : await SendAsync(
                new(task, number == 0 ? snapshot.Attempt : number, which), from is null ? null : offset,
                http, cancel);
    }

    private async Task<IResult> SendAsync(
        OutputKey key, long? from, HttpContext http, CancellationToken cancel)
    {
        long total = key.Attempt == 0 ? 0 : await outputs.LengthAsync(key, cancel);
        HttpResponse response = http.Response;
        ByteRange? range = from is { } start
            ? start <= total ? new ByteRange(start, total - start, IsPart: false) : null
            : ByteRange.Of(http.Request.Headers.Range, total);
        response.Headers.AcceptRanges = "bytes";
        if (range is not { } bytes)
        {
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{total}");
            return BeyondTheEnd(total);
        }
        response.StatusCode = bytes.IsPart ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        if (bytes.IsPart)
        {
            response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture, $"bytes {bytes.From}-{bytes.From + bytes.Length - 1}/{total}");
        }
        response.ContentType = WantsBytes(http.Request)
            ? "application/octet-stream"
            : "text/plain; charset=utf-8";
        response.ContentLength = bytes.Length;
        response.Headers["X-TaskSync-Attempt"] = key.Attempt.ToString(CultureInfo.InvariantCulture);
        bool isWhole = await access.RunAsync(
            http.Caller(), ending => CopyAsync(key, bytes, response, ending), cancel);
        // Its length was said before: only a broken connection tells that it is not all of it.
        if (!isWhole) http.Abort();
        return Results.Empty;
    }

    private async Task CopyAsync(
        OutputKey key, ByteRange bytes, HttpResponse response, CancellationToken cancel)
    {
        for (long at = bytes.From, left = bytes.Length; left > 0;)
        {
            ReadOnlyMemory<byte> piece = await outputs.ReadAsync(
                key, at, (int)Math.Min(PieceBytes, left), cancel);
            if (piece.IsEmpty)
            {
                throw new InvalidDataException(
                    $"The output of {key.TaskId} ends at {at}, before its length.");
            }
            await response.Body.WriteAsync(piece, cancel);
            at += piece.Length;
            left -= piece.Length;
        }
    }

    private static bool WantsBytes(HttpRequest request) =>
        request.Headers.Accept.Any(
            value => value?.Contains("application/octet-stream", StringComparison.OrdinalIgnoreCase) == true);

    private static Problem BeyondTheEnd(long total) => new()
    {
        Status = 416,
        Code = "beyond_the_end",
        Title = "There are no such bytes",
        Detail = $"The server has {total} bytes of this output.",
        Have = total,
    };
}
