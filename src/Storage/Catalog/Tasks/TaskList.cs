using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Tasks;

/// <summary>
/// A page of tasks, newest first. Each kind of question has an index that brings the rows in their order, so that a
/// page costs what it shows: by words, by session, by agent, by state, or all.
/// </summary>
internal sealed class TaskList
{
    private const string Filters =
        "AND (?3 IS NULL OR t.agent_id = ?3) AND (?4 IS NULL OR t.state = ?4) AND (?8 IS NULL OR t.session_id = ?8) "
        + "AND (?6 IS NULL OR t.created_at >= ?6) AND (?7 IS NULL OR t.created_at < ?7)";

    private const string ByWords = $"""
        SELECT {TaskColumns.Summary} FROM task_search f CROSS JOIN tasks t ON t.task_no = f.rowid
        WHERE f.task_search MATCH ?9 AND f.rowid >= ?1 AND f.rowid < ?2
            AND (?10 IS NULL OR f.rowid IN (SELECT value FROM json_each(?10))) {Filters}
        ORDER BY f.rowid DESC LIMIT ?5
        """;

    private const string BySession = $"""
        SELECT {TaskColumns.Summary} FROM tasks t INDEXED BY sqlite_autoindex_tasks_2
        WHERE t.session_id = ?8 AND t.ordinal >= ?1 AND t.ordinal < ?2 {Filters} ORDER BY t.ordinal DESC LIMIT ?5
        """;

    private const string ByAgent = $"""
        SELECT {TaskColumns.Summary} FROM tasks t INDEXED BY tasks_agent
        WHERE t.agent_id = ?3 AND t.task_no >= ?1 AND t.task_no < ?2 {Filters} ORDER BY t.task_no DESC LIMIT ?5
        """;

    private const string ByState = $"""
        SELECT {TaskColumns.Summary} FROM tasks t INDEXED BY tasks_state
        WHERE t.state = ?4 AND t.task_no >= ?1 AND t.task_no < ?2 {Filters} ORDER BY t.task_no DESC LIMIT ?5
        """;

    private const string All = $"""
        SELECT {TaskColumns.Summary} FROM tasks t NOT INDEXED
        WHERE t.task_no >= ?1 AND t.task_no < ?2 {Filters} ORDER BY t.task_no DESC LIMIT ?5
        """;

    private readonly TaskQuery _query;
    private readonly string _name;
    private readonly int _limit;
    private readonly long _before;
    private readonly string? _words;
    private readonly bool _findsNothing;

    /// <exception cref="FormatException">The cursor is none.</exception>
    public TaskList(TaskQuery query)
    {
        _query = query;
        bool searches = !string.IsNullOrWhiteSpace(query.Text);
        _words = searches ? TaskSearch.Query(query.Text!) : null;
        _findsNothing = searches && _words is null;
        _name = searches || query.SessionId is null ? "tasks" : "session";
        _limit = Math.Clamp(query.Limit, 1, Limits.PageRows);
        _before = PageCursor.Read(_name, query.Cursor).Key;
    }

    private bool IsKeyedByOrdinal => _words is null && _query.SessionId is not null;

    public (IReadOnlyList<TaskSummary> Rows, string? Next) Read(Database reader)
    {
        if (_findsNothing) return ([], null);
        RowSpan span = new(0, _before);
        if (!IsKeyedByOrdinal) span = TaskSpans.Within(reader, span, _query.From, _query.To);
        // Several states are several ordered lists, merged; one row more than asked for tells whether there is a next
        // page.
        IEnumerable<Row> rows = _query.States.Count == 0
            ? Read(reader, state: null, span)
            : _query.States.Distinct().SelectMany(state => Read(reader, state, span)).OrderByDescending(row => row.Key);
        Row[] page = [.. rows.Take(_limit + 1)];
        TaskSummary[] shown = [.. page.Take(_limit).Select(row => row.Task)];
        return (shown, page.Length > _limit ? PageCursor.Write(_name, page[_limit - 1].Key) : null);
    }

    private IReadOnlyList<Row> Read(Database reader, TaskState? state, RowSpan span)
    {
        string? word = state is { } known ? Words.Of(known) : null;
        if (_words is null) return Bind(reader.Use(Choose(word)), word, span).ReadAll(ReadRow);
        string? few = TaskSpans.Few(reader, _query, word, ref span);
        return Bind(reader.Use(ByWords), word, span).With(_words).With(few).ReadAll(ReadRow);
    }

    private string Choose(string? state) => _query switch
    {
        { SessionId: not null } => BySession,
        { AgentId: not null } => ByAgent,
        _ when state is not null => ByState,
        _ => All,
    };

    private Statement Bind(Statement list, string? state, RowSpan span) => list
        .With(span.First).With(span.End).With(_query.AgentId?.Value).With(state).With(_limit + 1)
        .With(Instants.ToColumn(_query.From)).With(Instants.ToColumn(_query.To)).With(_query.SessionId?.Value);

    private Row ReadRow(Statement row)
    {
        TaskSummary task = TaskColumns.ReadSummary(row);
        return new(IsKeyedByOrdinal ? task.Ordinal : row.Int64(TaskColumns.TaskNo), task);
    }

    private readonly record struct Row(long Key, TaskSummary Task);
}
