using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Views;
using TaskSync.Simulation.Checks;
using TaskSync.Simulation.Server;

namespace TaskSync.Simulation.People;

/// <summary>
/// A browser: a snapshot, and then the changes after it by its cursor, over connections that break and servers that come and go.
/// What was sent and did not arrive is asked for again, because the cursor did not move.
/// </summary>
internal sealed class Follower(SimServer server, Violations violations, Statistics statistics)
{
    private const int RowsAtOnce = 7;

    private readonly ReaderHistory _history = new("a follower", violations);
    private readonly Dictionary<SessionId, SessionSummary> _sessions = [];
    private readonly Dictionary<AgentId, AgentSummary> _agents = [];
    private string? _cursor;
    private bool _isAsking;

    public IReadOnlyDictionary<TaskId, TaskSummary> Tasks => _history.Seen;

    public IReadOnlyDictionary<SessionId, SessionSummary> Sessions => _sessions;

    public IReadOnlyDictionary<AgentId, AgentSummary> Agents => _agents;

    /// <summary>Whether it has seen everything there is.</summary>
    public bool IsUpToDate => server.IsUp && _cursor == server.Feed.Head.ToString();

    /// <summary>The connection broke; what it had asked for will not be answered.</summary>
    public void Reconnect() => _isAsking = false;

    /// <summary>Asks for the next rows. An answer may be lost on its way.</summary>
    public void Ask(bool isLost)
    {
        if (!server.IsUp || _isAsking) return;
        _isAsking = true;
        server.Serve(async () =>
        {
            Action arrive = await NextAsync();
            if (!isLost) arrive();
            _isAsking = false;
        });
    }

    private async Task<Action> NextAsync()
    {
        long? since = FeedCursor.TryParse(_cursor, out FeedCursor cursor) ? await server.Feed.ResolveAsync(cursor) : null;
        if (since is not { } change) return await SnapshotAsync();
        IReadOnlyList<FeedRow> rows = await server.Feed.ReadAfterAsync(change, RowsAtOnce);
        string epoch = server.Feed.Head.Epoch;
        return () => Apply(rows, change, epoch);
    }

    private async Task<Action> SnapshotAsync()
    {
        statistics.Count("feed_snapshot");
        // Three reads of three moments: the cursor of the first one brings whatever changed after it again.
        TaskPage tasks = await server.Catalog.ListTasksAsync(new TaskQuery { Limit = Limits.PageRows });
        SessionPage sessions = await server.Catalog.ListSessionsAsync(new SessionQuery { Limit = Limits.PageRows });
        AgentPage agents = await server.Catalog.ListAgentsAsync();
        return () =>
        {
            foreach (TaskSummary task in tasks.Tasks) _history.See(task);
            _sessions.Clear();
            foreach (SessionSummary session in sessions.Sessions) _sessions[session.SessionId] = session;
            _agents.Clear();
            foreach (AgentSummary agent in agents.Agents) _agents[agent.AgentId] = agent;
            _cursor = tasks.Cursor;
        };
    }

    private void Apply(IReadOnlyList<FeedRow> rows, long since, string epoch)
    {
        long last = since;
        foreach (FeedRow row in rows)
        {
            if (row.Change <= last) violations.Add("feed_order", $"change {row.Change} comes after {last}");
            last = row.Change;
            Apply(row);
        }
        statistics.Count("feed_rows", rows.Count);
        _cursor = new FeedCursor(epoch, last).ToString();
    }

    private void Apply(FeedRow row)
    {
        ReadOnlySpan<byte> json = row.Json.Span;
        switch (row.Kind)
        {
            case FeedKind.Task:
                _history.See(JsonSerializer.Deserialize(json, TaskSyncJsonContext.Default.TaskSummary)!);
                break;
            case FeedKind.Session:
                SessionSummary session = JsonSerializer.Deserialize(json, TaskSyncJsonContext.Default.SessionSummary)!;
                _sessions[session.SessionId] = session;
                break;
            case FeedKind.Agent:
                AgentSummary agent = JsonSerializer.Deserialize(json, TaskSyncJsonContext.Default.AgentSummary)!;
                if (agent.Presence == Presence.Removed) _agents.Remove(agent.AgentId);
                else _agents[agent.AgentId] = agent;
                break;
        }
    }
}
