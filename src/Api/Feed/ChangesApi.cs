using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TaskSync.Api.Access;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Grains.Leases;

namespace TaskSync.Api.Feed;

/// <summary>The change feed, as server-sent events.</summary>
internal sealed class ChangesApi(
    FeedTail tail, IFeedReader feed, LeaseWatcher watcher, LeaseView leases, StreamAccess access,
    TimeProvider time)
{
    public void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/changes", FollowAsync).WithTags("Changes").For(AccessRule.People)
        .Produces<string>(200, EventStream.ContentType).Fails(400, 503)
        .Describe("Follow all changes",
            "Server-sent events. task, session and agent carry the newest row of one thing each, or its " +
            "removal; their id is a cursor, and since or Last-Event-ID goes on behind it. reset says that " +
            "the cursor is not known any more: take a new snapshot; what follows comes after it. A beat " +
            "every two seconds says that whoever has come to its head has seen everything, and which " +
            "agents' work is not proven right now; it is only sent while the leases are watched. With " +
            "session_id only the rows of that session and its tasks come. output, without an id, hints that " +
            "a task's output grew, a few times a second at most: there may be more steps to read; a hint " +
            "that got lost is made up for by the next row of the task. A stream ends when it falls " +
            "behind; resume it by its cursor.");

    private async Task<IResult> FollowAsync(
        string? since, [FromQuery(Name = "session_id")] string? sessionId, HttpContext http,
        CancellationToken cancel)
    {
        SessionId session = default;
        if (sessionId is not null && !SessionId.TryParse(sessionId, out session))
        {
            return Problem.BadId("session", 's', sessionId);
        }
        if (!TryReadPlace(since, http.Request, out FeedCursor? place))
        {
            return Problem.Bad(
                "invalid_cursor",
                "\"since\" is a cursor that a snapshot or the feed itself gave, and nothing else.");
        }
        using IDisposable? seat = tail.Follow();
        if (seat is null)
        {
            return Problem.Full(
                "too_many_followers", $"{FeedTail.FollowerLimit} streams are open already.");
        }

        EventStream.Begin(http.Response);
        var follower = new FeedFollower(
            tail, feed, watcher, leases, time, sessionId is null ? null : session);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, tail.Stopping);
        try
        {
            await access.RunAsync(
                http.Caller(), ending => follower.RunAsync(place, http.Response.BodyWriter, ending), end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The follower left, or the server stops.
        }
        return Results.Empty;
    }

    /// <summary>
    /// A browser that reconnects says where it was in a header; that is newer than what the address says.
    /// </summary>
    private static bool TryReadPlace(string? since, HttpRequest request, out FeedCursor? place)
    {
        place = null;
        string? last = request.Headers["Last-Event-ID"];
        if (!string.IsNullOrEmpty(last))
        {
            // An id that is none can only come from another server at this address: as unknown as any foreign
            // place.
            place = FeedCursor.TryParse(last, out FeedCursor reached)
                ? reached
                : new FeedCursor("unknown", 0);
            return true;
        }
        if (string.IsNullOrEmpty(since)) return true;
        if (!FeedCursor.TryParse(since, out FeedCursor cursor)) return false;
        place = cursor;
        return true;
    }
}
