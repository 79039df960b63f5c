using System.Text.Json.Serialization;

namespace TaskSync.Core;

/// <summary>The id of a session: <c>s_</c> and 26 characters of base32.</summary>
[JsonConverter(typeof(SessionIdConverter))]
public readonly record struct SessionId(string Value)
{
    private const char Type = 's';

    /// <summary>The id that these parts always give; different parts give different ids.</summary>
    public static SessionId Derive(params ReadOnlySpan<string> parts) => new(IdText.Derive(Type, parts));

    /// <summary>An id made of 17 or more random bytes.</summary>
    public static SessionId FromBytes(ReadOnlySpan<byte> random) => new(IdText.FromBytes(Type, random));

    /// <summary>Reads an id that came from outside.</summary>
    /// <returns>False if the text has not the form of such an id.</returns>
    public static bool TryParse(string? text, out SessionId id)
    {
        id = IdText.IsValid(text, Type) ? new SessionId(text!) : default;
        return id.Value is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}

internal sealed class SessionIdConverter() : IdConverter<SessionId>(SessionId.TryParse, id => id.Value);
