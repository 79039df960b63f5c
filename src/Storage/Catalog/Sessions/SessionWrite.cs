using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Sessions;
using TaskSync.Storage.Feed;
using TaskSync.Storage.Sqlite;
using TaskSync.Storage.Writing;

namespace TaskSync.Storage.Catalog.Sessions;

/// <summary>Stores what people decided about a session, beside what its tasks say of it.</summary>
internal sealed class SessionWrite : Write<string>
{
    private const string Upsert = """
        INSERT INTO sessions (session_id, title, archived_at, moved_to, continued_past, doc_version, doc, change, version)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)
        ON CONFLICT (session_id) DO UPDATE SET
            title = excluded.title, archived_at = excluded.archived_at, moved_to = excluded.moved_to,
            continued_past = excluded.continued_past, doc_version = excluded.doc_version, doc = excluded.doc,
            change = excluded.change, version = version + 1
        """;

    private readonly SessionSnapshot _session;
    private readonly long _expected;
    private readonly FeedHead _head;
    private readonly byte[] _doc;

    /// <param name="session">The record.</param>
    /// <param name="expected">The version that was read; null if there must be no such record yet.</param>
    /// <param name="head">Numbers the change.</param>
    public SessionWrite(SessionSnapshot session, long? expected, FeedHead head) : base(WriteKind.Session)
    {
        Versions.Rise(session.Id.Value, expected, session.Version);
        (_session, _expected, _head) = (session, expected ?? 0, head);
        _doc = JsonSerializer.SerializeToUtf8Bytes(session, TaskSyncJsonContext.Default.SessionSnapshot);
    }

    public override int Bytes => _doc.Length;

    protected override string Apply(Database database)
    {
        using (Statement stored = database.Use("SELECT doc_version FROM sessions WHERE session_id = ?").With(_session.Id.Value))
        {
            Versions.Match(_session.Id.Value, stored.Step() ? stored.Int64(0) : 0, _expected);
        }
        database.Use(Upsert).With(_session.Id.Value).With(_session.Title).With(_session.ArchivedAt)
            .With(_session.MovedTo?.Value).With(_session.ContinuedPast).With(_session.Version).WithText(_doc)
            .With(_head.Next()).Run();
        if (_expected == 0) Tombstones.Lift(database, _session.Id.Value);
        return Versions.Text(_session.Version);
    }
}
