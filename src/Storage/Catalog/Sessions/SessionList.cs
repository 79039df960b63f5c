using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Sessions;

/// <summary>A page of sessions, the last active first.</summary>
internal sealed class SessionList
{
    private const string Shown = $"""
        SELECT {SessionColumns.Summary} FROM sessions
        WHERE archived_at IS NULL AND (last_activity_at, session_id) < (?, ?)
        ORDER BY last_activity_at DESC, session_id DESC LIMIT ?
        """;

    private const string Archived = $"""
        SELECT {SessionColumns.Summary} FROM sessions
        WHERE archived_at IS NOT NULL AND (last_activity_at, session_id) < (?, ?)
        ORDER BY last_activity_at DESC, session_id DESC LIMIT ?
        """;

    private const string One = $"SELECT {SessionColumns.Summary} FROM sessions WHERE session_id = ? AND created_at IS NOT NULL";

    private readonly string _sql;
    private readonly string _name;
    private readonly int _limit;
    private readonly (long Key, string Id) _from;

    /// <exception cref="FormatException">The cursor is none.</exception>
    public SessionList(SessionQuery query)
    {
        (_sql, _name) = query.Archived ? (Archived, "archived") : (Shown, "sessions");
        _limit = Math.Clamp(query.Limit, 1, Limits.PageRows);
        _from = PageCursor.Read(_name, query.Cursor);
    }

    public static SessionSummary? Find(Database reader, SessionId id)
    {
        using Statement row = reader.Use(One).With(id.Value);
        return row.Step() ? SessionColumns.ReadSummary(row) : null;
    }

    public (IReadOnlyList<SessionSummary> Rows, string? Next) Read(Database reader)
    {
        // One row more than asked for tells whether there is a next page.
        IReadOnlyList<SessionSummary> rows =
            reader.Use(_sql).With(_from.Key).With(_from.Id).With(_limit + 1).ReadAll(SessionColumns.ReadSummary);
        if (rows.Count <= _limit) return (rows, null);
        SessionSummary last = rows[_limit - 1];
        return ([.. rows.Take(_limit)],
            PageCursor.Write(_name, Instants.ToColumn(last.LastActivityAt), last.SessionId.Value));
    }
}
