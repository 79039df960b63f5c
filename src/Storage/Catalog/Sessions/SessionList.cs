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
        WHERE archived_at IS NULL AND (last_activity_at, session_no) < (?, ?)
        ORDER BY last_activity_at DESC, session_no DESC LIMIT ?
        """;

    private const string Archived = $"""
        SELECT {SessionColumns.Summary} FROM sessions
        WHERE archived_at IS NOT NULL AND (last_activity_at, session_no) < (?, ?)
        ORDER BY last_activity_at DESC, session_no DESC LIMIT ?
        """;

    private const string One = $"SELECT {SessionColumns.Summary} FROM sessions WHERE session_id = ? AND created_at IS NOT NULL";

    private readonly string _sql;
    private readonly string _name;
    private readonly int _limit;
    private readonly (long At, long Number) _from;

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
        IReadOnlyList<Row> rows = reader.Use(_sql).With(_from.At).With(_from.Number).With(_limit + 1).ReadAll(ReadRow);
        SessionSummary[] shown = [.. rows.Take(_limit).Select(row => row.Session)];
        return (shown, rows.Count > _limit ? PageCursor.Write(_name, rows[_limit - 1].At, rows[_limit - 1].Number) : null);
    }

    private static Row ReadRow(Statement row)
    {
        return new(
            row.Int64(SessionColumns.LastActivityAt), row.Int64(SessionColumns.SessionNo), SessionColumns.ReadSummary(row));
    }

    private readonly record struct Row(long At, long Number, SessionSummary Session);
}
