using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TaskSync.Storage.Catalog;

/// <summary>State documents: JSON in the column <c>doc</c>.</summary>
internal static class Docs
{
    /// <summary>Reads one. A damaged one is an error about that one record, and says which.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string id)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new StorageException($"The stored record of {id} is damaged: {e.Message}", e);
        }
    }
}
