using System.Text.Json;
using System.Text.Json.Serialization;

namespace TaskSync.Cli.Client;

/// <summary>Why the server refused a call: <c>application/problem+json</c>.</summary>
internal sealed record Problem
{
    public string? Title { get; init; }

    public string? Detail { get; init; }

    public int? Status { get; init; }

    public string? Code { get; init; }

    /// <summary>
    /// The refusal in a body, or what can be said without one: proxies and foreign servers send none.
    /// </summary>
    public static Problem Read(int status, string? reason, string body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, ClientJson.Default.Problem) is { Title: not null } problem)
            {
                return problem with { Status = problem.Status ?? status };
            }
        }
        catch (JsonException)
        {
            // Whoever answered does not speak problem+json; the status is all there is to say.
        }
        return new Problem { Title = $"The server answered {status} {reason}".TrimEnd(), Status = status };
    }

    /// <summary>The sentence that people get to read.</summary>
    public string ForPeople()
    {
        string title = (Title ?? "The server refused the call").TrimEnd('.');
        bool saysMore = !string.IsNullOrWhiteSpace(Detail) && Detail.TrimEnd('.') != title;
        return saysMore ? $"{title}: {Detail}" : $"{title}.";
    }
}

/// <summary>The shapes that only the command line reads or writes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ServerFile))]
[JsonSerializable(typeof(LoginLink))]
[JsonSerializable(typeof(BackupRequest))]
[JsonSerializable(typeof(OutputEnd))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ClientJson : JsonSerializerContext;

/// <summary><c>server.json</c> in the data folder: where the server that owns the folder listens.</summary>
internal sealed record ServerFile(Uri? Url, int? Pid);

/// <summary>A link that logs one browser in.</summary>
internal sealed record LoginLink(string Url);

/// <summary>Where the server is to write its backup; an absolute path on its machine.</summary>
internal sealed record BackupRequest(string File);
