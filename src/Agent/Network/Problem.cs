using System.Text.Json;

namespace TaskSync.Agent.Network;

/// <summary>
/// What a server says with an error: <c>application/problem+json</c>, or whatever stands between says
/// instead.
/// </summary>
internal sealed record Problem(int Status, string? Code, string Sentence)
{
    /// <summary>No more of an error's body is read: proxies send whole pages.</summary>
    private const int MostBytes = 64 * 1024;

    public static async Task<Problem> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        int status = (int)response.StatusCode;
        string fallback = $"{status} {response.ReasonPhrase}.";
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancel);
        if (body.Length is 0 or > MostBytes) return new Problem(status, null, fallback);
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return new Problem(status, null, fallback);
            return new Problem(status, Text(document, "code"), Text(document, "detail") ?? Text(document, "title") ?? fallback);
        }
        catch (JsonException)
        {
            return new Problem(status, null, fallback);
        }
    }

    public override string ToString() => Sentence;

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
