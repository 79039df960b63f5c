using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TaskSync.Agent.Journal;

/// <summary>
/// Lines of JSON that prove themselves: a checksum stands before each, so that a torn or damaged one counts
/// as not written.
/// </summary>
internal static class FramedLines
{
    private const int SumLength = 16;

    public static byte[] Frame<T>(T value, JsonTypeInfo<T> type)
    {
        string json = JsonSerializer.Serialize(value, type);
        return Encoding.UTF8.GetBytes($"{Sum(json)} {json}\n");
    }

    /// <summary>The lines that are whole.</summary>
    public static IEnumerable<T> Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        if (!File.Exists(path)) yield break;
        foreach (string line in File.ReadLines(path, Encoding.UTF8))
        {
            if (Parse(line, type) is { } value) yield return value;
        }
    }

    private static T? Parse<T>(string line, JsonTypeInfo<T> type) where T : class
    {
        if (line.Length <= SumLength || line[SumLength] != ' ') return null;
        string json = line[(SumLength + 1)..];
        return Sum(json) == line[..SumLength] ? JsonSerializer.Deserialize(json, type) : null;
    }

    private static string Sum(string json) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, SumLength / 2));
}
