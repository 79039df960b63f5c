using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Storage.Feed;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog;

/// <summary>What is left of a row that is gone: enough for the feed to tell everybody who still shows it.</summary>
internal static class Tombstones
{
    public static void Set(Database database, FeedHead head, string id, FeedKind kind, string? session = null) =>
        database.Use("INSERT OR REPLACE INTO tombstones (id, kind, session_id, change) VALUES (?, ?, ?, ?)")
            .With(id).With(Words.Of(kind)).With(session).With(head.Next()).Run();

    /// <summary>The row is there again.</summary>
    public static void Lift(Database database, string id) =>
        database.Use("DELETE FROM tombstones WHERE id = ?").With(id).Run();
}
