using System.Globalization;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tasks;

/// <summary>Reads the filters of a list of tasks out of query parameters.</summary>
internal static class TaskListQuery
{
    public static (TaskQuery? Query, Problem? Problem) Read(
        string[] states, string? sessionId, string? agentId, string? text,
        (string? From, string? To) time, string? limit, string? cursor)
    {
        var wanted = new List<TaskState>();
        foreach (string word in string.Join(',', states).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Words.TryParse(word, out TaskState state)) return (null, UnknownState(word));
            wanted.Add(state);
        }
        SessionId session = default;
        AgentId agent = default;
        if (sessionId is not null && !SessionId.TryParse(sessionId, out session))
        {
            return (null, Problem.BadId("session", 's', sessionId));
        }
        if (agentId is not null && !AgentId.TryParse(agentId, out agent))
        {
            return (null, Problem.BadId("agent", 'a', agentId));
        }
        if (text?.Length > Limits.SearchLength) return (null, LongText());
        if (!TryReadTime(time.From, out DateTimeOffset? from)) return (null, BadTime("from"));
        if (!TryReadTime(time.To, out DateTimeOffset? to)) return (null, BadTime("to"));
        if (!RowLimit.Page.TryRead(limit, out int rows)) return (null, RowLimit.Page.Refuse());
        return (new TaskQuery
        {
            States = wanted,
            SessionId = sessionId is null ? null : session,
            AgentId = agentId is null ? null : agent,
            Text = text,
            From = from,
            To = to,
            Limit = rows,
            Cursor = cursor,
        }, null);
    }

    public static Problem BadCursor(FormatException why) =>
        Problem.Bad(
            "invalid_cursor",
            $"\"cursor\" is what \"next\" of the page before said, and nothing else. {why.Message}");

    /// <summary>A time without a zone is one of UTC.</summary>
    private static bool TryReadTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null) return true;
        bool isTime = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset read);
        if (isTime) time = read;
        return isTime;
    }

    private static Problem BadTime(string name) => Problem.Bad("invalid_time",
        $"\"{name}\" is a time like 2026-03-01 or 2026-03-01T12:00:00Z.");

    private static Problem LongText() => Problem.Bad("invalid_q",
        $"\"q\" has {Limits.SearchLength} characters at most.");

    private static Problem UnknownState(string word) => Problem.Bad("unknown_state",
        $"There is no state \"{Texts.Clip(word, 60)}\"; there are " +
        $"{string.Join(", ", Words.All<TaskState>())}.");
}
