using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Tasks;

/// <summary>Whole tasks: the document and the spec that is stored apart.</summary>
internal static class TaskDocs
{
    /// <summary>
    /// The task, and how its turn stands if it waits for one; several looks, so the reader's transaction has to be
    /// open.
    /// </summary>
    public static TaskRecord? FindWithTurn(Database reader, TaskId id)
    {
        if (Find(reader, id) is not { } found) return null;
        bool waits = found.Task is { State: TaskState.Queued, Custody: Custody.None, Ordinal: > 1 };
        return waits ? found with { Turn = FindTurn(reader, found.Task) } : found;
    }

    public static TaskRecord? Find(Database reader, TaskId id)
    {
        using Statement row = reader.Use("""
            SELECT t.doc, s.spec, t.change FROM tasks t JOIN task_specs s ON s.task_no = t.task_no WHERE t.task_id = ?
            """).With(id.Value);
        return row.Step() ? Read(row, id) : null;
    }

    /// <summary>A row of document, spec and change.</summary>
    public static TaskRecord Read(IRow row, TaskId id)
    {
        var task = Docs.Read(row.Bytes(0), TaskSyncJsonContext.Default.TaskSnapshot, id.Value);
        var spec = Docs.Read(row.Bytes(1), TaskSyncJsonContext.Default.TaskSpec, id.Value);
        return new(task with { Spec = spec }, row.Int64(2));
    }

    /// <summary>What the grains would find out about its turn, in one look; only to be shown.</summary>
    private static TaskTurn? FindTurn(Database reader, TaskSnapshot task)
    {
        using Statement row = reader.Use("""
            SELECT coalesce(s.moved_to, s.first_agent_id), b.task_id, b.state
            FROM sessions s LEFT JOIN tasks b ON b.task_no = (
                SELECT task_no FROM tasks
                WHERE session_id = s.session_id AND ordinal < ? AND blocks_turn = 1
                    AND NOT (is_over = 1 AND ordinal <= s.continued_past)
                ORDER BY ordinal LIMIT 1)
            WHERE s.session_id = ?
            """).With(task.Ordinal).With(task.SessionId.Value);
        if (!row.Step()) return null;
        TurnBlocker? blocker = row.IsNull(1) ? null : new(new TaskId(row.Text(1)), row.Word<TaskState>(2));
        return new(blocker, row.TextOrNull(0) is { } home ? new AgentId(home) : null);
    }
}
