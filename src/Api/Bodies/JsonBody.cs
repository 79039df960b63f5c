using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using TaskSync.Api.Problems;
using TaskSync.Core;

namespace TaskSync.Api.Bodies;

/// <summary>A body that was read, or what is wrong with it.</summary>
internal readonly record struct Body<T>(T? Value, Problem? Problem)
    where T : class;

/// <summary>Reads JSON bodies: bounded, and with mistakes named so that people can mend them.</summary>
internal static class JsonBody
{
    /// <summary>The body as a value; a problem if there is none or it is not one.</summary>
    public static async ValueTask<Body<T>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        Body<T> body = await ReadOptionalAsync(request, type);
        return body is { Value: null, Problem: null }
            ? new(null, Problem.BadJson("The body is empty."))
            : body;
    }

    /// <summary>The body as a value; neither value nor problem if there is no body.</summary>
    public static async ValueTask<Body<T>> ReadOptionalAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        if (request.ContentLength == 0) return default;
        if (request.ContentLength > Limits.BodyBytes) return new(null, Problem.TooLarge(Limits.BodyBytes));
        if (request.ContentType is not null && !request.HasJsonContentType())
        {
            return new(null, Problem.NotJson());
        }
        ReadOnlySequence<byte>? bytes = await BoundedBody.ReadAsync(
            request.BodyReader, Limits.BodyBytes, request.HttpContext.RequestAborted);
        if (bytes is not { } all) return new(null, Problem.TooLarge(Limits.BodyBytes));
        try
        {
            if (all.IsEmpty) return default;
            return request.ContentType is null ? new(null, Problem.NotJson()) : Parse(all, type);
        }
        finally
        {
            request.BodyReader.AdvanceTo(all.End);
        }
    }

    private static Body<T> Parse<T>(ReadOnlySequence<byte> bytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            T? value = JsonSerializer.Deserialize(ref reader, type);
            if (value is null) return new(null, Problem.BadJson("The body is null; an object is expected."));
            return reader.Read()
                ? new(null, Problem.BadJson("Something follows the object."))
                : new(value, null);
        }
        catch (Exception mistake) when (
            mistake is JsonException or InvalidOperationException or FormatException)
        {
            return new(null, JsonMistakes.Explain(bytes, type, mistake));
        }
    }
}

/// <summary>Reads a whole body that may not be larger than a limit.</summary>
internal static class BoundedBody
{
    /// <summary>
    /// The bytes, still in the reader's hands: the caller advances it past them. Null if there are more than
    /// the limit.
    /// </summary>
    public static async ValueTask<ReadOnlySequence<byte>?> ReadAsync(
        PipeReader reader, int limit, CancellationToken cancel)
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancel);
            if (result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }
            if (result.IsCompleted) return result.Buffer;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
