using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TaskSync.Api.Problems;
using TaskSync.Core.Views;

namespace TaskSync.Api.Bodies;

/// <summary>
/// Says what is wrong with a body that could not be read. Only looked at when it could not, so it may take
/// its time.
/// </summary>
internal static class JsonMistakes
{
    /// <summary>Names repeated to whoever sent them: enough to find the mistake.</summary>
    private const int NamesShown = 5;

    public static Problem Explain(ReadOnlySequence<byte> bytes, JsonTypeInfo type, Exception mistake)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes);
        }
        catch (JsonException malformed)
        {
            return Problem.BadJson(
                $"It is not well-formed JSON at line {malformed.LineNumber + 1}, " +
                $"byte {malformed.BytePositionInLine + 1}.");
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object) return Problem.BadJson("An object is expected.");
            return NamesOf(document.RootElement) is { } given
                ? ExplainObject(given, type, mistake)
                : Problem.BadJson("The name of a field is no text: it holds half of a surrogate pair.");
        }
    }

    /// <summary>The names of its fields; null if one is well-formed JSON and no text all the same.</summary>
    private static string[]? NamesOf(JsonElement body)
    {
        try
        {
            return [.. body.EnumerateObject().Select(field => field.Name)];
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static Problem ExplainObject(string[] given, JsonTypeInfo type, Exception mistake)
    {
        string[] unknown = [.. given.Where(name => type.Properties.All(known => known.Name != name))];
        if (unknown.Length > 0)
        {
            string known = string.Join(", ", type.Properties.Select(property => property.Name));
            return Problem.Invalid([.. unknown.Take(NamesShown).Select(name => new FieldProblem(
                Texts.Clip(name, 60), $"There is no field \"{Texts.Clip(name, 60)}\"; there are {known}."))]);
        }
        string[] missing =
            [.. type.Properties.Where(p => p.IsRequired && !given.Contains(p.Name)).Select(p => p.Name)];
        if (missing.Length > 0)
        {
            return Problem.Invalid(
                [.. missing.Select(name => new FieldProblem(name, $"The field \"{name}\" is missing."))]);
        }
        string path = (mistake as JsonException)?.Path is ['$', '.', .. var field] ? field : "the body";
        return Problem.Invalid(
            path,
            $"The value of \"{path}\" can't be read: it is not of the right kind or not one of its values.");
    }
}
