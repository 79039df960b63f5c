using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace TaskSync.Api;

/// <summary>Answers with JSON: written at once, with its length.</summary>
internal sealed class JsonAnswer<T>(
    T value, JsonTypeInfo<T> type, int status, string? etag, string? location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        HttpResponse response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        if (etag is not null) response.Headers.ETag = etag;
        if (location is not null) response.Headers.Location = location;
        return response.Body.WriteAsync(body).AsTask();
    }
}

internal static class Answers
{
    public static IResult Json<T>(
        T value, JsonTypeInfo<T> type, int status =
            StatusCodes.Status200OK, string? etag = null, string? location = null) =>
        new JsonAnswer<T>(value, type, status, etag, location);

    /// <summary>The value, or 304 if the caller has it already.</summary>
    public static IResult Conditional<T>(HttpRequest request, T value, JsonTypeInfo<T> type, string etag) =>
        ETags.Matches(request, etag) ? NotModified(etag) : Json(value, type, etag: etag);

    public static IResult NotModified(string etag) => new NotModifiedAnswer(etag);

    private sealed class NotModifiedAnswer(string etag) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            httpContext.Response.Headers.ETag = etag;
            return Task.CompletedTask;
        }
    }
}

/// <summary>
/// Entity tags, compared weakly: they tell a client whether its copy is as good as the server's.
/// </summary>
internal static class ETags
{
    public static bool Matches(HttpRequest request, string etag)
    {
        if (request.Headers.IfNoneMatch.Count == 0) return false;
        bool isList = EntityTagHeaderValue.TryParseList(
            request.Headers.IfNoneMatch, out IList<EntityTagHeaderValue>? given);
        EntityTagHeaderValue current = EntityTagHeaderValue.Parse(etag);
        return isList && given!.Any(tag =>
            tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
    }
}
