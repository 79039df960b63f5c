using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Tasks;
using TaskSync.Storage.Catalog.Tasks;
using TaskSync.Storage.Feed;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog;

/// <summary>How records leave the catalog. Rare, so the session's row is simply counted anew.</summary>
internal static class Removals
{
    private const string Recount = """
        UPDATE sessions SET
            queued = (SELECT count(*) FROM tasks t WHERE t.session_id = ?1 AND t.state = 'queued'),
            working = (SELECT count(*) FROM tasks t WHERE t.session_id = ?1 AND t.state = 'working'),
            input_required = (SELECT count(*) FROM tasks t WHERE t.session_id = ?1 AND t.state = 'input_required'),
            cancelling = (SELECT count(*) FROM tasks t WHERE t.session_id = ?1 AND t.state = 'cancelling'),
            unknown = (SELECT count(*) FROM tasks t WHERE t.session_id = ?1 AND t.state = 'unknown'),
            completed = (SELECT count(*) FROM tasks t WHERE t.session_id = ?1 AND t.state = 'completed'),
            failed = (SELECT count(*) FROM tasks t WHERE t.session_id = ?1 AND t.state = 'failed'),
            cancelled = (SELECT count(*) FROM tasks t WHERE t.session_id = ?1 AND t.state = 'cancelled'),
            (first_ordinal, first_title, created_at) =
                (SELECT ordinal, title, created_at FROM tasks t WHERE t.session_id = ?1 ORDER BY ordinal LIMIT 1),
            (last_end, last_end_ordinal) =
                (SELECT state, ordinal FROM tasks t WHERE t.session_id = ?1 AND t.is_over = 1 ORDER BY ordinal DESC LIMIT 1),
            (cost_nano, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens) =
                (SELECT coalesce(sum(cost_nano), 0), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0),
                    coalesce(sum(cache_read_tokens), 0), coalesce(sum(cache_write_tokens), 0)
                FROM tasks t WHERE t.session_id = ?1),
            (cwd, cwd_ordinal) =
                (SELECT coalesce(json_extract(s.doc, '$.conversation.cwd'), json_extract(p.spec, '$.cwd')), s.ordinal
                FROM tasks s JOIN task_specs p ON p.task_no = s.task_no WHERE s.session_id = ?1
                    AND coalesce(json_extract(s.doc, '$.conversation.cwd'), json_extract(p.spec, '$.cwd')) IS NOT NULL
                ORDER BY s.ordinal DESC LIMIT 1),
            first_agent_id =
                (SELECT agent_id FROM tasks t WHERE t.session_id = ?1 AND t.custody <> 'none' ORDER BY ordinal LIMIT 1),
            version = version + 1, change = ?2
        WHERE session_id = ?1
        """;

    public static bool RemoveTask(Database database, FeedHead head, TaskId id, long? expected)
    {
        StoredTask? before = StoredTask.Find(database, id);
        Versions.Match(id.Value, before?.Version ?? 0, expected ?? 0);
        if (before is null) return false;
        database.Use("DELETE FROM tasks WHERE task_no = ?").With(before.TaskNo).Run();
        database.Use("DELETE FROM task_specs WHERE task_no = ?").With(before.TaskNo).Run();
        TaskSearch.Remove(database, before.TaskNo);
        Tombstones.Set(database, head, id.Value, FeedKind.Task, before.SessionId);
        database.Use(Recount).With(before.SessionId).With(head.Next()).Run();
        DropEmptySession(database, head, before.SessionId);
        return true;
    }

    public static bool RemoveSession(Database database, FeedHead head, SessionId id, long? expected)
    {
        using (Statement stored = database.Use("SELECT doc_version FROM sessions WHERE session_id = ?").With(id.Value))
        {
            Versions.Match(id.Value, stored.Step() ? stored.Int64(0) : 0, expected ?? 0);
        }
        if (expected is null) return false;
        // What its tasks say of it stays as long as they do.
        database.Use("""
            UPDATE sessions SET title = NULL, archived_at = NULL, moved_to = NULL, continued_past = 0,
                doc = NULL, doc_version = 0, version = version + 1, change = ?
            WHERE session_id = ?
            """).With(head.Next()).With(id.Value).Run();
        DropEmptySession(database, head, id.Value);
        return true;
    }

    public static bool RemoveAgent(Database database, FeedHead head, AgentId id, long? expected)
    {
        using (Statement stored = database.Use("SELECT version FROM agents WHERE agent_id = ?").With(id.Value))
        {
            Versions.Match(id.Value, stored.Step() ? stored.Int64(0) : 0, expected ?? 0);
        }
        if (expected is null) return false;
        database.Use("DELETE FROM agents WHERE agent_id = ?").With(id.Value).Run();
        Tombstones.Set(database, head, id.Value, FeedKind.Agent);
        return true;
    }

    private static void DropEmptySession(Database database, FeedHead head, string session)
    {
        int dropped = database.Use("DELETE FROM sessions WHERE session_id = ? AND first_ordinal IS NULL AND doc IS NULL")
            .With(session).Run();
        if (dropped > 0) Tombstones.Set(database, head, session, FeedKind.Session, session);
    }
}
