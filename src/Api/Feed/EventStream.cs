using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TaskSync.Api.Feed;

/// <summary>Server-sent events: what is common to their answers.</summary>
internal static class EventStream
{
    public const string ContentType = "text/event-stream";

    /// <summary>Whether the caller asked for events.</summary>
    public static bool IsWanted(HttpRequest request) =>
        request.Headers.Accept.Any(
            value => value?.Contains(ContentType, StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Begins the answer; nothing on the way may hold it back.</summary>
    public static void Begin(HttpResponse response)
    {
        response.ContentType = ContentType;
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }
}
