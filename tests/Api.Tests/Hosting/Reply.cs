using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TaskSync.Api.Problems;

namespace TaskSync.Api.Tests.Hosting;

/// <summary>An answer that was read to its end.</summary>
internal sealed record Reply(
    int Status, byte[] Bytes, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public string Body => Encoding.UTF8.GetString(Bytes);

    public string? ETag => Headers.ETag?.ToString();

    public static async Task<Reply> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Headers, response.Content.Headers);

    /// <summary>The body of a good answer.</summary>
    public T As<T>(JsonTypeInfo<T> type)
    {
        Assert.True(Status is 200 or 201, $"{Status}: {Body}");
        return JsonSerializer.Deserialize(Bytes, type)!;
    }

    /// <summary>The body of a refusal, which is a whole problem document.</summary>
    public Problem AsProblem(int status, string code)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Body}");
        Assert.Equal(Problem.ContentType, ContentHeaders.ContentType?.MediaType);
        Problem problem = JsonSerializer.Deserialize(Bytes, ApiJson.Default.Problem)!;
        Assert.Equal((code, status), (problem.Code, problem.Status));
        Assert.False(string.IsNullOrWhiteSpace(problem.Title));
        Assert.False(string.IsNullOrWhiteSpace(problem.Detail));
        return problem;
    }
}
