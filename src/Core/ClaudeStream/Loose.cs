using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TaskSync.Core.ClaudeStream;

/// <summary>
/// Reading JSON that somebody else decides about: what is missing, or of another type than expected, is
/// simply
/// not there.
/// </summary>
internal static class Loose
{
    /// <summary>The field; undefined if there is none.</summary>
    public static JsonElement Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement field)
            ? field
            : default;

    public static string? Text(this JsonElement element, string name) => element.Field(name).AsText();

    public static long? Whole(this JsonElement element, string name) =>
        element.Number(name) is { } field && field.TryGetInt64(out long whole) && whole >= 0 ? whole : null;

    public static decimal? Amount(this JsonElement element, string name) =>
        element.Number(name) is { } field && field.TryGetDecimal(out decimal amount) && amount >= 0 ? amount : null;

    private static JsonElement? Number(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } field ? field : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } field ? field.EnumerateArray() : [];

    public static string? AsText(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, as JavaScript writes it when it cuts a text within an emoji.
            return element.GetRawText()[1..^1];
        }
    }

    /// <summary>
    /// The same bytes, or a copy in which what is no UTF-8 is replaced: a tool may print anything.
    /// </summary>
    public static ReadOnlyMemory<byte> ValidUtf8(ReadOnlyMemory<byte> bytes) =>
        Utf8.IsValid(bytes.Span) ? bytes : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes.Span));
}
