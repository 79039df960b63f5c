namespace TaskSync.Grains;

/// <summary>The names under which grains find their storage.</summary>
public static class StorageNames
{
    /// <summary>The catalog: every grain's record, and the rows that lists and the feed are read from.</summary>
    public const string Catalog = "catalog";
}
