using System.Globalization;
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
    // An empty tsquery matches nothing.
    private const string HasWords =
        "EXISTS (SELECT FROM task_words w WHERE w.task_no = t.task_no AND w.words @@ CAST(tasksync_fold({0}) AS tsquery))";

    private readonly TaskQuery _query;
    private readonly string _name;
    private readonly string _key;
    private readonly int _limit;
    private readonly bool _isSearch;

    /// <exception cref="FormatException">The cursor is none.</exception>
    public TaskList(TaskQuery query)
    {
        _query = query;
        _isSearch = !string.IsNullOrWhiteSpace(query.Text);
        (_name, _key) = IsKeyedByOrdinal ? ("session", "t.ordinal") : ("tasks", "t.task_no");
        _limit = Math.Clamp(query.Limit, 1, Limits.PageRows);
        Query = Build(PageCursor.Read(_name, query.Cursor).Key);
    }

    private bool IsKeyedByOrdinal => !_isSearch && _query.SessionId is not null;

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
            conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, $"${values.Count}"));
        }

        if (_query.SessionId is { } session) Where("t.session_id = {0}", session.Value);
        if (_query.AgentId is { } agent) Where("t.agent_id = {0}", agent.Value);
        if (_query.From is { } from) Where("t.created_at >= {0}", Instants.ToColumn(from));
        if (_query.To is { } to) Where("t.created_at < {0}", Instants.ToColumn(to));
        if (_isSearch) Where(HasWords, WordsOf(_query.Text!));
        string[] states = [.. _query.States.Distinct().Select(state => Words.Of(state))];
        if (states.Length == 1) Where("t.state = {0}", states[0]);
        if (states.Length <= 1) return new(Select(string.Join(" AND ", conditions)), [.. values]);

        // Several states are several ordered lists of their index, merged.
        string rest = string.Join(" AND ", conditions);
        int first = values.Count + 1;
        values.AddRange(states);
        IEnumerable<string> lists = states.Select((_, i) => $"({Select($"{rest} AND t.state = ${first + i}")})");
        string order = IsKeyedByOrdinal ? "ordinal" : "task_no";
        return new($"SELECT * FROM ({string.Join(" UNION ALL ", lists)}) page ORDER BY {order} DESC LIMIT $2", [.. values]);
    }

    private string Select(string where) =>
        $"SELECT {TaskColumns.Summary} FROM tasks t WHERE {where} ORDER BY {_key} DESC LIMIT $2";

    /// <summary>
    /// Each word begins one of the task's; a single letter is a word of its own. They are letters and digits only, and
    /// what has none of them finds nothing.
    /// </summary>
    private static string WordsOf(string text)
    {
        IReadOnlyList<string> words = SearchWords.Of(text, Limits.SearchWords);
        return string.Join(" & ", words.Select(word => word.Length == 1 ? $"'{word}'" : $"'{word}':*"));
    }

    private (long, TaskSummary) Read(PostgresRow row)
    {
        TaskSummary task = TaskColumns.ReadSummary(row);
        return (IsKeyedByOrdinal ? task.Ordinal : row.Int64(TaskColumns.TaskNo), task);
    }
}
