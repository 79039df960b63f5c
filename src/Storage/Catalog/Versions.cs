using System.Globalization;

namespace TaskSync.Storage.Catalog;

/// <summary>The rules by which a record's version guards it. 0 stands for no record.</summary>
internal static class Versions
{
    /// <summary>Reads an ETag: a version as text; null for no record.</summary>
    public static long? Parse(string? etag) =>
        etag is null ? null : long.Parse(etag, NumberStyles.None, CultureInfo.InvariantCulture);

    public static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>One write may carry several decisions, so versions may skip; they never stay or fall.</summary>
    public static void Rise(string id, long? from, long to)
    {
        if (to <= (from ?? 0)) throw new ArgumentException($"Version {to} of {id} does not follow {from ?? 0}.", nameof(to));
    }

    /// <summary>The comparison of a compare-and-set.</summary>
    public static void Match(string id, long stored, long expected)
    {
        if (stored == expected) return;
        throw new StorageConflictException(
            $"The record of {id} is not as it was read: its version is {Name(stored)}, not {Name(expected)}.",
            stored == 0 ? null : Text(stored), expected == 0 ? null : Text(expected));
    }

    private static string Name(long version) => version == 0 ? "none" : Text(version);
}
