using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TaskSync.Core;
using TaskSync.Core.Tasks;

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
            throw new StorageException($"The stored record of {id} is damaged: {e.Message}", e) { DamagedId = id };
        }
    }

    /// <summary>
    /// Since when the task of this document shows no sign of life. Read for rows of lists, which show what they can:
    /// of a damaged one it is not known.
    /// </summary>
    /// <returns>False if the document is damaged.</returns>
    public static bool TryReadStalledSince(ReadOnlySpan<byte> json, out DateTimeOffset? since)
    {
        since = null;
        try
        {
            TaskSnapshot? task = JsonSerializer.Deserialize(json, TaskSyncJsonContext.Default.TaskSnapshot);
            since = task?.StalledSince;
            return task is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether a row could not be read because a column holds what nothing of this version writes.</summary>
    public static bool IsDamage(Exception failure) =>
        failure is FormatException or OverflowException or ArgumentException or InvalidCastException;
}
