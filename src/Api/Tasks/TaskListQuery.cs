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
        string[] states, string? sessionId, string? agentId, string? text, string? limit, string? cursor)
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
        if (!RowLimit.Page.TryRead(limit, out int rows)) return (null, RowLimit.Page.Refuse());
        return (new TaskQuery
        {
            States = wanted,
            SessionId = sessionId is null ? null : session,
            AgentId = agentId is null ? null : agent,
            Text = text,
            Limit = rows,
            Cursor = cursor,
        }, null);
    }

    public static Problem BadCursor(FormatException why) =>
        Problem.Bad(
            "invalid_cursor",
            $"\"cursor\" is what \"next\" of the page before said, and nothing else. {why.Message}");

    private static Problem UnknownState(string word) => Problem.Bad("unknown_state",
        $"There is no state \"{Texts.Clip(word, 60)}\"; there are " +
        $"{string.Join(", ", Words.All<TaskState>())}.");
}
