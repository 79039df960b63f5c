using System.Text.Json;
using System.Text.Json.Serialization;

namespace TaskSync.Core;

internal delegate bool TryParseId<T>(string? text, out T id);

/// <summary>Ids travel as plain strings, also as keys of an object; a text that is no id is refused.</summary>
internal abstract class IdConverter<T>(TryParseId<T> tryParse, Func<T, string> text) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.TokenType == JsonTokenType.String ? reader.GetString() : null);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(text(value));

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(text(value));

    private static string Describe(string? value) => value is null ? "a value that is no string" : $"\"{value}\"";

    private T Parse(string? value) =>
        tryParse(value, out T id) ? id : throw new JsonException($"{Describe(value)} is no {typeof(T).Name}.");
}
