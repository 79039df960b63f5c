using System.Globalization;
using TaskSync.Core.Ports;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Tasks;

/// <summary>Rows by their number, from the first to before the end.</summary>
internal readonly record struct RowSpan(long First, long End)
{
    public static readonly RowSpan Empty = new(0, 0);
}

/// <summary>Between which rows the tasks of a question lie, so that a search need not look at the others.</summary>
internal static class TaskSpans
{
    /// <summary>Rows up to which those of a filter are named one by one.</summary>
    private const int FewRows = 500;

    // Clocks are set back now and then, so the order of acceptance is not quite that of time.
    private const string OfTime = """
        SELECT min(task_no), max(task_no) FROM tasks INDEXED BY tasks_created
        WHERE created_at >= coalesce(?1, -9223372036854775808) AND created_at < coalesce(?2, 9223372036854775807)
        """;

    private const string OfState =
        "SELECT task_no FROM tasks INDEXED BY tasks_state WHERE state = ? ORDER BY task_no DESC LIMIT ?";

    private const string OfAgent =
        "SELECT task_no FROM tasks INDEXED BY tasks_agent WHERE agent_id = ? ORDER BY task_no DESC LIMIT ?";

    private const string OfSession =
        "SELECT task_no FROM tasks INDEXED BY sqlite_autoindex_tasks_2 WHERE session_id = ? ORDER BY ordinal DESC LIMIT ?";

    /// <summary>The part of a span in which the tasks of a time lie.</summary>
    public static RowSpan Within(Database reader, RowSpan span, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from is null && to is null) return span;
        using Statement row = reader.Use(OfTime).With(Instants.ToColumn(from)).With(Instants.ToColumn(to));
        return row.Step() && !row.IsNull(0)
            ? new(Math.Max(span.First, row.Int64(0)), Math.Min(span.End, row.Int64(1) + 1))
            : RowSpan.Empty;
    }

    /// <summary>
    /// The rows of the narrowest filter as a JSON array, if they are few, and the part of the span in which they lie: then
    /// words that nearly all tasks have cost little. Null if they are many, and then the newest of them come soon.
    /// </summary>
    public static string? Few(Database reader, TaskQuery query, string? state, ref RowSpan span)
    {
        IReadOnlyList<long>? rows = query.SessionId is { } session ? Rows(reader, OfSession, session.Value) : null;
        if (rows is null && state is not null) rows = Rows(reader, OfState, state);
        if (rows is null && query.AgentId is { } agent) rows = Rows(reader, OfAgent, agent.Value);
        if (rows is null) return null;
        span = rows.Count == 0
            ? RowSpan.Empty
            : new(Math.Max(span.First, rows.Min()), Math.Min(span.End, rows.Max() + 1));
        return $"[{string.Join(',', rows.Select(row => row.ToString(CultureInfo.InvariantCulture)))}]";
    }

    private static IReadOnlyList<long>? Rows(Database reader, string sql, string key)
    {
        IReadOnlyList<long> rows = reader.Use(sql).With(key).With(FewRows).ReadAll(row => row.Int64(0));
        return rows.Count < FewRows ? rows : null;
    }
}
