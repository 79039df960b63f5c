using System.Text.Json.Serialization;

namespace TaskSync.Core;

/// <summary>The id of an agent: <c>a_</c> and 26 characters of base32.</summary>
[JsonConverter(typeof(AgentIdConverter))]
public readonly record struct AgentId(string Value)
{
    private const char Type = 'a';

    /// <summary>The id that these parts always give; different parts give different ids.</summary>
    public static AgentId Derive(params ReadOnlySpan<string> parts) => new(IdText.Derive(Type, parts));

    /// <summary>An id made of 17 or more random bytes.</summary>
    public static AgentId FromBytes(ReadOnlySpan<byte> random) => new(IdText.FromBytes(Type, random));

    /// <summary>Reads an id that came from outside.</summary>
    /// <returns>False if the text has not the form of such an id.</returns>
    public static bool TryParse(string? text, out AgentId id)
    {
        id = IdText.IsValid(text, Type) ? new AgentId(text!) : default;
        return id.Value is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}

internal sealed class AgentIdConverter() : IdConverter<AgentId>(AgentId.TryParse, id => id.Value);
