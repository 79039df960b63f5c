using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Views;
using TaskSync.Storage.Catalog;
using TaskSync.Storage.Catalog.Agents;
using TaskSync.Storage.Catalog.Sessions;
using TaskSync.Storage.Catalog.Tasks;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Feed;

/// <summary>
/// Rows of the feed: the tables side by side in the order of their changes, within one read transaction.
/// </summary>
internal static class FeedRows
{
    private const string Tasks =
        $"SELECT {TaskColumns.Summary} FROM tasks t WHERE t.change > ? ORDER BY t.change LIMIT ?";

    private const string Sessions =
        $"SELECT {SessionColumns.Summary} FROM sessions WHERE change > ? AND created_at IS NOT NULL ORDER BY change LIMIT ?";

    private const string Agents =
        $"SELECT {AgentColumns.Summary} FROM agents WHERE change > ? ORDER BY change LIMIT ?";

    private const string Gone = "SELECT id, kind, session_id, change FROM tombstones WHERE change > ? ORDER BY change LIMIT ?";

    public static IReadOnlyList<FeedRow> ReadAfter(Database reader, long change, int limit)
    {
        using var tasks = new Source(reader.Use(Tasks).With(change).With(limit), TaskColumns.Change, ReadTask);
        using var sessions = new Source(reader.Use(Sessions).With(change).With(limit), SessionColumns.Change, ReadSession);
        using var agents = new Source(reader.Use(Agents).With(change).With(limit), AgentColumns.Change, ReadAgent);
        using var gone = new Source(reader.Use(Gone).With(change).With(limit), 3, ReadRemoval);
        Source[] sources = [tasks, sessions, agents, gone];
        var rows = new List<FeedRow>();
        while (rows.Count < limit && First(sources) is { } next) rows.Add(next.Take());
        return rows;
    }

    /// <summary>The table whose next row has the lowest change; null at the end of all.</summary>
    private static Source? First(Source[] sources)
    {
        Source? first = null;
        foreach (Source source in sources)
        {
            if (source.Change < (first?.Change ?? long.MaxValue)) first = source;
        }
        return first;
    }

    internal static FeedRow ReadTask(IRow row)
    {
        TaskSummary task = TaskColumns.ReadSummary(row);
        return new(task.Change, FeedKind.Task, task.SessionId,
            JsonSerializer.SerializeToUtf8Bytes(task, TaskSyncJsonContext.Default.TaskSummary));
    }

    internal static FeedRow ReadSession(IRow row)
    {
        SessionSummary session = SessionColumns.ReadSummary(row);
        return new(session.Change, FeedKind.Session, session.SessionId,
            JsonSerializer.SerializeToUtf8Bytes(session, TaskSyncJsonContext.Default.SessionSummary));
    }

    internal static FeedRow ReadAgent(IRow row)
    {
        AgentSummary agent = AgentColumns.ReadSummary(row);
        return new(agent.Change, FeedKind.Agent, null,
            JsonSerializer.SerializeToUtf8Bytes(agent, TaskSyncJsonContext.Default.AgentSummary));
    }

    internal static FeedRow ReadRemoval(IRow row)
    {
        var removal = new Removal { Id = row.Text(0), Change = row.Int64(3) };
        // What it was stands in its id, too; but a row that nobody can read must not end the feed for all.
        FeedKind kind = Words.TryParse(row.Text(1), out FeedKind known) ? known : FeedKind.Task;
        return new(removal.Change, kind, row.TextOrNull(2) is { } session ? new SessionId(session) : null,
            JsonSerializer.SerializeToUtf8Bytes(removal, TaskSyncJsonContext.Default.Removal));
    }

    /// <summary>One table, at its next row.</summary>
    private sealed class Source : IDisposable
    {
        private readonly Statement _rows;
        private readonly int _changeColumn;
        private readonly Func<IRow, FeedRow> _read;

        public Source(Statement rows, int changeColumn, Func<IRow, FeedRow> read)
        {
            (_rows, _changeColumn, _read) = (rows, changeColumn, read);
            Advance();
        }

        public long Change { get; private set; }

        public FeedRow Take()
        {
            FeedRow row = _read(_rows);
            Advance();
            return row;
        }

        public void Dispose() => _rows.Dispose();

        private void Advance() => Change = _rows.Step() ? _rows.Int64(_changeColumn) : long.MaxValue;
    }
}
