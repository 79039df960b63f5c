using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Storage.Catalog.Tasks;
using TaskSync.Storage.Feed;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Sessions;

/// <summary>
/// The row of a session follows its tasks within the transaction that writes one of them: one out of the count of the
/// state before, one into that of the state after.
/// </summary>
internal static class SessionRow
{
    private const string Upsert = """
        INSERT INTO sessions (session_id,
            queued, working, input_required, cancelling, unknown, completed, failed, cancelled,
            first_ordinal, first_title, created_at, last_end, last_end_ordinal, last_activity_at,
            cost_nano, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cwd, cwd_ordinal, change, version)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
        ON CONFLICT (session_id) DO UPDATE SET
            queued = queued + excluded.queued,
            working = working + excluded.working,
            input_required = input_required + excluded.input_required,
            cancelling = cancelling + excluded.cancelling,
            unknown = unknown + excluded.unknown,
            completed = completed + excluded.completed,
            failed = failed + excluded.failed,
            cancelled = cancelled + excluded.cancelled,
            first_title = iif(first_ordinal <= excluded.first_ordinal, first_title, excluded.first_title),
            created_at = iif(first_ordinal <= excluded.first_ordinal, created_at, excluded.created_at),
            first_ordinal = min(coalesce(first_ordinal, excluded.first_ordinal), excluded.first_ordinal),
            last_end = iif(excluded.last_end_ordinal >= coalesce(last_end_ordinal, 0), excluded.last_end, last_end),
            last_end_ordinal = iif(excluded.last_end_ordinal >= coalesce(last_end_ordinal, 0),
                excluded.last_end_ordinal, last_end_ordinal),
            last_activity_at = max(coalesce(last_activity_at, 0), excluded.last_activity_at),
            cost_nano = cost_nano + excluded.cost_nano,
            input_tokens = input_tokens + excluded.input_tokens,
            output_tokens = output_tokens + excluded.output_tokens,
            cache_read_tokens = cache_read_tokens + excluded.cache_read_tokens,
            cache_write_tokens = cache_write_tokens + excluded.cache_write_tokens,
            cwd = iif(excluded.cwd_ordinal >= coalesce(cwd_ordinal, 0), excluded.cwd, cwd),
            cwd_ordinal = iif(excluded.cwd_ordinal >= coalesce(cwd_ordinal, 0), excluded.cwd_ordinal, cwd_ordinal),
            change = excluded.change,
            version = version + 1
        """;

    // Declined attempts count for nothing: a session whose only offer was declined lives nowhere yet.
    private const string Settle = """
        UPDATE sessions SET first_agent_id =
            (SELECT agent_id FROM tasks WHERE session_id = ?1 AND custody <> 'none' ORDER BY ordinal LIMIT 1)
        WHERE session_id = ?1
        """;

    /// <summary>Brings the session's row up to a task that was just written.</summary>
    /// <param name="database">The open transaction.</param>
    /// <param name="head">Numbers the change.</param>
    /// <param name="before">The task's row before; null if it is new.</param>
    /// <param name="after">The task.</param>
    /// <param name="row">Its row.</param>
    public static void Follow(Database database, FeedHead head, StoredTask? before, TaskSnapshot after, TaskRow row)
    {
        Statement upsert = database.Use(Upsert).With(after.SessionId.Value);
        for (TaskState state = TaskState.Queued; state <= TaskState.Cancelled; state++)
        {
            upsert.With((after.State == state ? 1L : 0L) - (before?.State == state ? 1L : 0L));
        }
        bool isOver = after.State.IsTerminal();
        upsert.With(after.Ordinal).With(after.Spec.Title).With(after.CreatedAt)
            .With(isOver ? Words.Of(after.State) : null).With(isOver ? after.Ordinal : null)
            .With(TaskRow.ActivityOf(after));
        Spending spent = Spending.Of(row).Less(before?.Spent ?? default);
        string? folder = TaskRow.FolderOf(after);
        upsert.With(spent.CostNano).With(spent.InputTokens).With(spent.OutputTokens).With(spent.CacheReadTokens)
            .With(spent.CacheWriteTokens).With(folder).With(folder is null ? null : after.Ordinal).With(head.Next()).Run();
        if (before?.PlacedOn != StoredTask.PlaceOf(after)) database.Use(Settle).With(after.SessionId.Value).Run();
    }
}
