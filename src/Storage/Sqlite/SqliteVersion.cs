namespace TaskSync.Storage.Sqlite;

/// <summary>Facts about versions of SQLite that operators may ask for.</summary>
internal static class SqliteVersion
{
    /// <summary>
    /// Whether the version can damage a database when two connections write and checkpoint at once
    /// (sqlite.org/wal.html#walresetbug). TaskSync has one such connection and can't meet it; other programs that
    /// open the file with such a version can.
    /// </summary>
    public static bool HasWalResetBug(Version version)
    {
        if (version < new Version(3, 7, 0) || version > new Version(3, 51, 2)) return false;
        bool isFixedBranch = version is { Minor: 50, Build: >= 7 } or { Minor: 44, Build: >= 6 };
        return !isFixedBranch;
    }
}
