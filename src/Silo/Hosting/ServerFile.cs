using System.Text.Json;
using System.Text.Json.Serialization;

namespace TaskSync.Silo.Hosting;

/// <summary>
/// <c>server.json</c> in the data folder: where the server that owns the folder can be found. It is there while the server runs;
/// after a kill it may be stale, so whoever reads it must be ready to find nobody.
/// </summary>
internal sealed record ServerFile
{
    public const string FileName = "server.json";

    public required string Url { get; init; }

    public required int Pid { get; init; }

    public static void Write(string dataFolder, Uri url)
    {
        string path = Path.Combine(dataFolder, FileName);
        string next = $"{path}.{Environment.ProcessId}.next";
        var file = new ServerFile { Url = url.ToString(), Pid = Environment.ProcessId };
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(file, ServerFileJson.Default.ServerFile));
        File.Move(next, path, overwrite: true);
    }

    /// <summary>Removes it unless another process, a node with the same folder, has put its own there.</summary>
    public static void Remove(string dataFolder)
    {
        string path = Path.Combine(dataFolder, FileName);
        if (PidIn(path) == Environment.ProcessId) File.Delete(path);
    }

    private static int? PidIn(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ServerFileJson.Default.ServerFile)?.Pid;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ServerFile))]
internal sealed partial class ServerFileJson : JsonSerializerContext;
