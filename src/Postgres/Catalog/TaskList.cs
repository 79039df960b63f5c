using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;
using TaskSync.Postgres.Server;
using TaskSync.Storage.Catalog;
using TaskSync.Storage.Catalog.Tasks;

namespace TaskSync.Postgres.Catalog;

/// <summary>
/// A page of tasks, newest first: by session, by agent, by state, or all. Only what was asked for stands in the
/// statement, so that the planner can see which index brings the rows in their order.
/// </summary>
internal sealed class TaskList
{
    private readonly TaskQuery _query;
    private readonly string _name;
    private readonly string _key;
    private readonly int _limit;

    /// <exception cref="FormatException">The cursor is none.</exception>
    public TaskList(TaskQuery query)
    {
        _query = query;
        (_name, _key) = query.SessionId is null ? ("tasks", "t.task_no") : ("session", "t.ordinal");
        _limit = Math.Clamp(query.Limit, 1, Limits.PageRows);
        Query = Build(PageCursor.Read(_name, query.Cursor).Key);
    }

    /// <summary>One row more than asked for tells whether there is a next page.</summary>
    public Query Query { get; }

    public async Task<(IReadOnlyList<TaskSummary> Rows, string? Next)> ReadAsync(Look look)
    {
        IReadOnlyList<(long Key, TaskSummary Task)> page = await look.RowsAsync(Read);
        TaskSummary[] shown = [.. page.Take(_limit).Select(row => row.Task)];
        return (shown, page.Count > _limit ? PageCursor.Write(_name, page[_limit - 1].Key) : null);
    }

    private Query Build(long before)
    {
        var conditions = new List<string> { $"{_key} < $1" };
        var values = new List<object?> { before, _limit + 1L };
        void Where(string condition, object value)
        {
            values.Add(value);
            conditions.Add($"{condition}${values.Count}");
        }

        if (_query.SessionId is { } session) Where("t.session_id = ", session.Value);
        if (_query.AgentId is { } agent) Where("t.agent_id = ", agent.Value);
        if (_query.Text is { Length: > 0 } text) Where("t.title ILIKE ", $"%{Escape(text)}%");
        string[] states = [.. _query.States.Distinct().Select(state => Words.Of(state))];
        if (states.Length == 1) Where("t.state = ", states[0]);
        if (states.Length <= 1) return new(Select(string.Join(" AND ", conditions)), [.. values]);

        // Several states are several ordered lists of their index, merged.
        string rest = string.Join(" AND ", conditions);
        int first = values.Count + 1;
        values.AddRange(states);
        IEnumerable<string> lists = states.Select((_, i) => $"({Select($"{rest} AND t.state = ${first + i}")})");
        string order = _query.SessionId is null ? "task_no" : "ordinal";
        return new($"SELECT * FROM ({string.Join(" UNION ALL ", lists)}) page ORDER BY {order} DESC LIMIT $2", [.. values]);
    }

    private string Select(string where) =>
        $"SELECT {TaskColumns.Summary} FROM tasks t WHERE {where} ORDER BY {_key} DESC LIMIT $2";

    private static string Escape(string text) => text.Replace("\0", "", StringComparison.Ordinal)
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    private (long, TaskSummary) Read(PostgresRow row)
    {
        TaskSummary task = TaskColumns.ReadSummary(row);
        return (_query.SessionId is null ? row.Int64(TaskColumns.TaskNo) : task.Ordinal, task);
    }
}
