using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog;

/// <inheritdoc/>
internal sealed class DispatchCatalog(CatalogDatabase catalog) : IDispatchCatalog
{
    private const string Turn = """
        SELECT (SELECT first_agent_id FROM sessions WHERE session_id = ?1), b.task_id, b.state, c.conversation, c.agent_id
        FROM (SELECT 1) LEFT JOIN (
            SELECT task_id, state FROM tasks
            WHERE session_id = ?1 AND ordinal < ?2 AND blocks_turn = 1 AND NOT (is_over = 1 AND ordinal <= ?3)
            ORDER BY ordinal LIMIT 1) b LEFT JOIN (
            SELECT json_extract(p.doc, '$.conversation') AS conversation, p.agent_id
            FROM tasks t CROSS JOIN tasks p
            WHERE t.session_id = ?1 AND t.ordinal = ?2 AND t.kind <> 'command'
                AND p.session_id = ?1 AND p.ordinal < ?2 AND p.kind = t.kind
                AND json_extract(p.doc, '$.conversation') IS NOT NULL
            ORDER BY p.ordinal DESC LIMIT 1) c
        """;

    private const string Facts = """
        SELECT (SELECT first_agent_id FROM sessions WHERE session_id = ?1), o.task_id, o.state,
            (SELECT coalesce(max(ordinal), 0) FROM tasks WHERE session_id = ?1 AND blocks_turn = 1 AND is_over = 1)
        FROM (SELECT 1) LEFT JOIN (
            SELECT task_id, state FROM tasks
            WHERE session_id = ?1 AND blocks_turn = 1 AND custody <> 'none' AND NOT (is_over = 1 AND ordinal <= ?2)
            ORDER BY ordinal LIMIT 1) o
        """;

    /// <summary>
    /// The queue as one agent sees it. What can be told from the covering index comes first, then whether an earlier
    /// task is open, and only then the session's row, which says where it lives and past which unproven process a
    /// person continued. What is damaged wants a label that nobody can carry.
    /// </summary>
    internal const string Candidates = """
        SELECT (SELECT found.task_id FROM tasks found WHERE found.task_no = t.task_no), t.session_id, t.ordinal
        FROM tasks t INDEXED BY tasks_offerable CROSS JOIN sessions s ON s.session_id = t.session_id
        WHERE t.is_offerable = 1
            AND t.kind IN (SELECT value FROM json_each(?2))
            AND (t.pinned_agent_id IS NULL OR t.pinned_agent_id = ?1)
            AND (t.labels IS NULL OR NOT EXISTS (
                SELECT 1 FROM json_each(CASE WHEN json_valid(t.labels) THEN t.labels ELSE '[""]' END) wanted
                WHERE wanted.value NOT IN (SELECT value FROM json_each(?3))))
            AND (t.cwd IS NULL OR EXISTS (
                SELECT 1 FROM json_each(?4) root
                WHERE t.cwd = root.value OR substr(t.cwd, 1, length(root.value) + 1) = root.value || '/'))
            AND NOT EXISTS (
                SELECT 1 FROM tasks b
                WHERE b.session_id = t.session_id AND b.ordinal < t.ordinal AND b.blocks_turn = 1 AND b.is_over = 0)
            AND coalesce(s.moved_to, s.first_agent_id, ?1) = ?1
            AND NOT EXISTS (
                SELECT 1 FROM tasks u
                WHERE u.session_id = t.session_id AND u.ordinal < t.ordinal AND u.blocks_turn = 1 AND u.is_over = 1
                    AND u.ordinal > s.continued_past)
        ORDER BY t.task_no LIMIT ?5
        """;

    /// <inheritdoc/>
    public ValueTask<long> LastOrdinalAsync(SessionId session, CancellationToken cancel) =>
        catalog.Readers.ReadAsync(session, static (reader, session) =>
        {
            using Statement last = reader
                .Use("SELECT coalesce(max(ordinal), 0) FROM tasks WHERE session_id = ?").With(session.Value);
            return last.Step() ? last.Int64(0) : 0;
        }, cancel);

    /// <inheritdoc/>
    public ValueTask<TurnFacts> ReadTurnAsync(SessionId session, long ordinal, long continuedPast, CancellationToken cancel) =>
        catalog.Readers.ReadAsync((session, ordinal, continuedPast), static (reader, asked) =>
        {
            using Statement turn = reader.Use(Turn).With(asked.session.Value).With(asked.ordinal).With(asked.continuedPast);
            turn.Step();
            TurnBlocker? blocker = turn.IsNull(1) ? null : new(new TaskId(turn.Text(1)), turn.Word<TaskState>(2));
            AgentId? first = turn.TextOrNull(0) is { } agent ? new AgentId(agent) : null;
            return new TurnFacts(blocker, first, turn.IsNull(3) ? null : ReadConversation(turn));
        }, cancel);

    /// <inheritdoc/>
    public ValueTask<SessionFacts> ReadSessionAsync(SessionId session, long continuedPast, CancellationToken cancel) =>
        catalog.Readers.ReadAsync((session, continuedPast), static (reader, asked) =>
        {
            using Statement facts = reader.Use(Facts).With(asked.session.Value).With(asked.continuedPast);
            facts.Step();
            return new SessionFacts(
                facts.TextOrNull(0) is { } agent ? new AgentId(agent) : null,
                facts.IsNull(1) ? null : new(new TaskId(facts.Text(1)), facts.Word<TaskState>(2)),
                facts.Int64(3));
        }, cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Candidate>> FindCandidatesAsync(
        AgentId agent, AgentOffer offer, int limit, CancellationToken cancel) =>
        catalog.Readers.ReadAsync((agent, offer, limit), static (reader, asked) =>
        {
            Statement rows = reader.Use(Candidates).With(asked.agent.Value).With(List(asked.offer.Kinds.Select(Words.Of)))
                .With(List(asked.offer.Labels)).With(List(asked.offer.Roots.Select(root => root.TrimEnd('/')))).With(asked.limit);
            return rows.ReadAll(row => new Candidate(new TaskId(row.Text(0)), new SessionId(row.Text(1)), row.Int64(2)));
        }, cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CustodyRow>> ReadCustodyAsync(AgentId agent, CancellationToken cancel) =>
        catalog.Readers.ReadAsync(agent, static (reader, agent) => reader
            .Use("SELECT task_id, attempt, custody, state FROM tasks WHERE agent_id = ? AND takes_slot = 1 ORDER BY task_no")
            .With(agent.Value)
            .ReadAll(row => new CustodyRow(
                new TaskId(row.Text(0)), row.Int32(1), row.Word<Custody>(2), row.Word<TaskState>(3))), cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TaskId>> FindPinnedAsync(AgentId agent, CancellationToken cancel) =>
        catalog.Readers.ReadAsync(agent, static (reader, agent) => reader
            .Use("SELECT task_id FROM tasks WHERE pinned_agent_id = ? AND state = 'queued' AND custody = 'none' ORDER BY task_no")
            .With(agent.Value).ReadAll(row => new TaskId(row.Text(0))), cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueTask>> FindDueAsync(
        DateTimeOffset now, DueTask? after, int limit, CancellationToken cancel) =>
        catalog.Readers.ReadAsync((now, after, limit), static (reader, asked) => reader
            .Use("SELECT task_id, look_at, task_no FROM tasks "
                + "WHERE look_at <= ? AND (look_at, task_no) > (?, ?) ORDER BY look_at, task_no LIMIT ?")
            .With(asked.now).With(Instants.ToColumn(asked.after?.LookAt ?? DateTimeOffset.MinValue))
            .With(asked.after?.Number ?? 0).With(asked.limit)
            .ReadAll(row => new DueTask(new TaskId(row.Text(0)), Instants.FromColumn(row.Int64(1)), row.Int64(2))), cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AgentId>> FindAgentsToWatchAsync(CancellationToken cancel) =>
        catalog.Readers.ReadAsync(0, static (reader, _) => reader
            .Use("SELECT agent_id FROM agents WHERE presence = 'connected' "
                + "UNION SELECT agent_id FROM tasks WHERE takes_slot = 1 AND is_over = 0 "
                + "UNION SELECT agent_id FROM agents WHERE presence = 'removed' AND EXISTS (SELECT 1 FROM tasks t "
                + "WHERE t.pinned_agent_id = agents.agent_id AND t.state = 'queued' AND t.custody = 'none')")
            .ReadAll(row => new AgentId(row.Text(0))), cancel);

    private static HeldConversation ReadConversation(Statement turn) => new(
        JsonSerializer.Deserialize(turn.Text(3), TaskSyncJsonContext.Default.Conversation)!, new AgentId(turn.Text(4)));

    private static string List(IEnumerable<string> values) =>
        JsonSerializer.Serialize([.. values], StorageJson.Default.IReadOnlyListString);
}
