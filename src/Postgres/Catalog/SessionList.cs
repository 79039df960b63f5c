using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Views;
using TaskSync.Postgres.Server;
using TaskSync.Storage.Catalog;
using TaskSync.Storage.Catalog.Sessions;

namespace TaskSync.Postgres.Catalog;

/// <summary>A page of sessions, the last active first.</summary>
internal sealed class SessionList
{
    private readonly string _name;
    private readonly int _limit;

    /// <exception cref="FormatException">The cursor is none.</exception>
    public SessionList(SessionQuery query)
    {
        (_name, string put) = query.Archived ? ("archived", "NOT NULL") : ("sessions", "NULL");
        _limit = Math.Clamp(query.Limit, 1, Limits.PageRows);
        (long at, long number) = PageCursor.Read(_name, query.Cursor);
        Query = new($"""
            SELECT {SessionColumns.Summary} FROM sessions
            WHERE archived_at IS {put} AND created_at IS NOT NULL AND (last_activity_at, session_no) < ($1, $2)
            ORDER BY last_activity_at DESC, session_no DESC LIMIT $3
            """, at, number, _limit + 1L);
    }

    /// <summary>One row more than asked for tells whether there is a next page.</summary>
    public Query Query { get; }

    public async Task<(IReadOnlyList<SessionSummary> Rows, string? Next)> ReadAsync(Look look)
    {
        IReadOnlyList<(SessionSummary Session, long At, long Number)> page = await look.RowsAsync(row => (
            SessionColumns.ReadSummary(row), row.Int64(SessionColumns.LastActivityAt), row.Int64(SessionColumns.SessionNo)));
        SessionSummary[] shown = [.. page.Take(_limit).Select(row => row.Session)];
        return (shown, page.Count > _limit ? PageCursor.Write(_name, page[_limit - 1].At, page[_limit - 1].Number) : null);
    }
}
