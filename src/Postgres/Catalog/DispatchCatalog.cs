using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Postgres.Server;
using TaskSync.Storage.Catalog;

namespace TaskSync.Postgres.Catalog;

/// <inheritdoc/>
internal sealed class DispatchCatalog(Connections server) : IDispatchCatalog
{
    private const string Turn = """
        SELECT (SELECT first_agent_id FROM sessions WHERE session_id = $1), b.task_id, b.state, c.conversation, c.agent_id
        FROM (SELECT 1) one LEFT JOIN (
            SELECT task_id, state FROM tasks
            WHERE session_id = $1 AND ordinal < $2 AND blocks_turn AND NOT (is_over AND ordinal <= $3)
            ORDER BY ordinal LIMIT 1) b ON true LEFT JOIN (
            SELECT tasksync_json(p.doc) ->> 'conversation' AS conversation, p.agent_id
            FROM tasks t JOIN tasks p ON p.session_id = t.session_id AND p.ordinal < t.ordinal AND p.kind = t.kind
            WHERE t.session_id = $1 AND t.ordinal = $2 AND t.kind <> 'command'
                AND tasksync_json(p.doc) ->> 'conversation' IS NOT NULL
            ORDER BY p.ordinal DESC LIMIT 1) c ON true
        """;

    private const string Facts = """
        SELECT (SELECT first_agent_id FROM sessions WHERE session_id = $1), o.task_id, o.state,
            (SELECT coalesce(max(ordinal), 0) FROM tasks WHERE session_id = $1 AND blocks_turn AND is_over)
        FROM (SELECT 1) one LEFT JOIN (
            SELECT task_id, state FROM tasks
            WHERE session_id = $1 AND blocks_turn AND custody <> 'none' AND NOT (is_over AND ordinal <= $2)
            ORDER BY ordinal LIMIT 1) o ON true
        """;

    // The queue as one agent sees it; the same questions as on SQLite.
    private const string Candidates = """
        SELECT t.task_id, t.session_id, t.ordinal
        FROM tasks t JOIN sessions s ON s.session_id = t.session_id
        WHERE t.is_offerable
            AND t.kind = ANY ($2)
            AND (t.pinned_agent_id IS NULL OR t.pinned_agent_id = $1)
            AND (t.labels IS NULL OR t.labels <@ $3)
            AND (t.cwd IS NULL OR EXISTS (
                SELECT FROM unnest($4) root WHERE t.cwd = root OR left(t.cwd, length(root) + 1) = root || '/'))
            AND NOT EXISTS (
                SELECT FROM tasks b
                WHERE b.session_id = t.session_id AND b.ordinal < t.ordinal AND b.blocks_turn
                    AND NOT (b.is_over AND b.ordinal <= s.continued_past))
            AND coalesce(s.moved_to, s.first_agent_id, $1) = $1
        ORDER BY t.task_no LIMIT $5
        """;

    /// <inheritdoc/>
    public async ValueTask<long> LastOrdinalAsync(SessionId session, CancellationToken cancel) =>
        (await server.ReadAsync(new("SELECT coalesce(max(ordinal), 0) FROM tasks WHERE session_id = $1", session.Value),
            row => row.Int64(0), cancel))[0];

    /// <inheritdoc/>
    public async ValueTask<TurnFacts> ReadTurnAsync(
        SessionId session, long ordinal, long continuedPast, CancellationToken cancel) =>
        (await server.ReadAsync(new(Turn, session.Value, ordinal, continuedPast), row => new TurnFacts(
            row.IsNull(1) ? null : new(new TaskId(row.Text(1)), row.Word<TaskState>(2)),
            row.IsNull(0) ? null : new AgentId(row.Text(0)),
            row.IsNull(3) ? null : new(ConversationOf(row.Text(3)), new AgentId(row.Text(4)))), cancel))[0];

    /// <inheritdoc/>
    public async ValueTask<SessionFacts> ReadSessionAsync(
        SessionId session, long continuedPast, CancellationToken cancel) =>
        (await server.ReadAsync(new(Facts, session.Value, continuedPast), row => new SessionFacts(
            row.IsNull(0) ? null : new AgentId(row.Text(0)),
            row.IsNull(1) ? null : new(new TaskId(row.Text(1)), row.Word<TaskState>(2)),
            row.Int64(3)), cancel))[0];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Candidate>> FindCandidatesAsync(
        AgentId agent, AgentOffer offer, int limit, CancellationToken cancel) => server.ReadAsync(
            new(Candidates, agent.Value, offer.Kinds.Select(kind => Words.Of(kind)).ToArray(), offer.Labels.ToArray(),
                offer.Roots.Select(root => root.TrimEnd('/')).ToArray(), (long)limit),
            row => new Candidate(new TaskId(row.Text(0)), new SessionId(row.Text(1)), row.Int64(2)), cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CustodyRow>> ReadCustodyAsync(AgentId agent, CancellationToken cancel) => server.ReadAsync(
        new("SELECT task_id, attempt, custody, state FROM tasks WHERE agent_id = $1 AND takes_slot ORDER BY task_no",
            agent.Value),
        row => new CustodyRow(
            new TaskId(row.Text(0)), (int)row.Int64(1), row.Word<Custody>(2), row.Word<TaskState>(3)), cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TaskId>> FindPinnedAsync(AgentId agent, CancellationToken cancel) => server.ReadAsync(
        new("SELECT task_id FROM tasks WHERE pinned_agent_id = $1 AND state = 'queued' AND custody = 'none' ORDER BY task_no",
            agent.Value), row => new TaskId(row.Text(0)), cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueTask>> FindDueAsync(
        DateTimeOffset now, DueTask? after, int limit, CancellationToken cancel) => server.ReadAsync(
            new("SELECT task_id, look_at, task_no FROM tasks "
                + "WHERE look_at <= $1 AND (look_at, task_no) > ($2, $3) ORDER BY look_at, task_no LIMIT $4",
                Instants.ToColumn(now), Instants.ToColumn(after?.LookAt ?? DateTimeOffset.MinValue), after?.Number ?? 0L,
                (long)limit),
            row => new DueTask(new TaskId(row.Text(0)), Instants.FromColumn(row.Int64(1)), row.Int64(2)), cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AgentId>> FindAgentsToWatchAsync(CancellationToken cancel) => server.ReadAsync(
        new("SELECT agent_id FROM agents WHERE presence = 'connected' "
            + "UNION SELECT agent_id FROM tasks WHERE takes_slot AND NOT is_over "
            + "UNION SELECT agent_id FROM agents a WHERE presence = 'removed' AND EXISTS (SELECT FROM tasks t "
            + "WHERE t.pinned_agent_id = a.agent_id AND t.state = 'queued' AND t.custody = 'none')"),
        row => new AgentId(row.Text(0)), cancel);

    private static Conversation ConversationOf(string json) =>
        JsonSerializer.Deserialize(json, TaskSyncJsonContext.Default.Conversation)!;
}
