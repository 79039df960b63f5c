using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Tasks;

/// <summary>
/// A page of tasks, newest first. Each kind of question has an index that brings the rows in their order, so that a
/// page costs what it shows: by session, by agent, by state, or all.
/// </summary>
internal sealed class TaskList
{
    private const string Filters =
        "AND (?3 IS NULL OR t.agent_id = ?3) AND (?4 IS NULL OR t.state = ?4) "
        + "AND (?5 IS NULL OR t.title LIKE ?5 ESCAPE '\\')";

    private const string BySession = $"""
        SELECT {TaskColumns.Summary} FROM tasks t INDEXED BY sqlite_autoindex_tasks_2
        WHERE t.session_id = ?6 AND t.ordinal < ?1 {Filters} ORDER BY t.ordinal DESC LIMIT ?2
        """;

    private const string ByAgent = $"""
        SELECT {TaskColumns.Summary} FROM tasks t INDEXED BY tasks_agent
        WHERE t.agent_id = ?6 AND t.task_no < ?1 {Filters} ORDER BY t.task_no DESC LIMIT ?2
        """;

    private const string ByState = $"""
        SELECT {TaskColumns.Summary} FROM tasks t INDEXED BY tasks_state
        WHERE t.state = ?6 AND t.task_no < ?1 {Filters} ORDER BY t.task_no DESC LIMIT ?2
        """;

    private const string All = $"""
        SELECT {TaskColumns.Summary} FROM tasks t NOT INDEXED
        WHERE (?6 IS NULL) AND t.task_no < ?1 {Filters} ORDER BY t.task_no DESC LIMIT ?2
        """;

    private readonly TaskQuery _query;
    private readonly string _name;
    private readonly int _limit;
    private readonly long _before;
    private readonly string? _like;

    /// <exception cref="FormatException">The cursor is none.</exception>
    public TaskList(TaskQuery query)
    {
        _query = query;
        _name = query.SessionId is null ? "tasks" : "session";
        _limit = Math.Clamp(query.Limit, 1, Limits.PageRows);
        _before = PageCursor.Read(_name, query.Cursor).Key;
        _like = query.Text is { Length: > 0 } text ? $"%{Escape(text)}%" : null;
    }

    public (IReadOnlyList<TaskSummary> Rows, string? Next) Read(Database reader)
    {
        // Several states are several ordered lists, merged; one row more than asked for tells whether there is a next
        // page.
        IEnumerable<Row> rows = _query.States.Count == 0
            ? Read(reader, state: null)
            : _query.States.Distinct().SelectMany(state => Read(reader, state)).OrderByDescending(row => row.Key);
        Row[] page = [.. rows.Take(_limit + 1)];
        TaskSummary[] shown = [.. page.Take(_limit).Select(row => row.Task)];
        return (shown, page.Length > _limit ? PageCursor.Write(_name, page[_limit - 1].Key) : null);
    }

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    private IReadOnlyList<Row> Read(Database reader, TaskState? state)
    {
        string? word = state is { } known ? Words.Of(known) : null;
        (string sql, string? key) = _query switch
        {
            { SessionId: { } session } => (BySession, session.Value),
            { AgentId: { } agent } => (ByAgent, agent.Value),
            _ when word is not null => (ByState, word),
            _ => (All, null),
        };
        return reader.Use(sql).With(_before).With(_limit + 1).With(_query.AgentId?.Value).With(word).With(_like).With(key)
            .ReadAll(ReadRow);
    }

    private Row ReadRow(Statement row)
    {
        TaskSummary task = TaskColumns.ReadSummary(row);
        return new(_query.SessionId is null ? row.Int64(TaskColumns.TaskNo) : task.Ordinal, task);
    }

    private readonly record struct Row(long Key, TaskSummary Task);
}
