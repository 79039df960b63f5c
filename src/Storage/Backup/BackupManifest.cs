using System.Text.Json.Serialization;

namespace TaskSync.Storage.Backup;

/// <summary>What a backup says of itself; its last entry, so that one that was cut off has none.</summary>
internal sealed record BackupManifest
{
    /// <summary>The version of the format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The place of the catalog in its change feed.</summary>
    public required string Cursor { get; init; }

    /// <summary>SHA-256 of each file in it, in lower-case hex.</summary>
    public required IReadOnlyDictionary<string, string> Sha256 { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
