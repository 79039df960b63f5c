using System.Text.Json;
using System.Text.Json.Serialization;

namespace TaskSync.Core;

/// <summary>Enums travel and are stored as snake_case words, never as numbers.</summary>
internal sealed class SnakeCaseEnum<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
