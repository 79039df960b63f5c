using System.Globalization;
using TaskSync.Core;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Sessions;

/// <summary>How a session's row becomes a summary.</summary>
internal static class SessionColumns
{
    private const string Shown =
        "session_id, coalesce(title, first_title), queued, working, input_required, cancelling, unknown, completed, failed, "
        + "cancelled, version, change, created_at, last_activity_at, archived_at, "
        + "coalesce(moved_to, first_agent_id), last_end, session_no, cost_nano, input_tokens, output_tokens, "
        + "cache_read_tokens, cache_write_tokens, cwd";

    // Read where it stands: whatever sets or lifts it writes this row, too, and a copy would be one more thing to keep.
    private const string StalledSince = """
        ->> 'stalled_since' FROM tasks t
            WHERE t.session_id = sessions.session_id AND t.reason = 'stalled' ORDER BY t.ordinal LIMIT 1) END
        """;

    /// <summary>What <see cref="ReadSummary"/> reads, from <c>sessions</c>.</summary>
    public const string Summary = $"{Shown}, CASE WHEN working > 0 THEN (SELECT t.doc {StalledSince}";

    /// <summary>The same where a text has to be called JSON before it is read as such.</summary>
    public const string SummaryOnPostgres =
        $"{Shown}, CASE WHEN working > 0 THEN (SELECT CAST(t.doc AS json) {StalledSince}";

    /// <summary>Where the change stands in a summary.</summary>
    public const int Change = 11;

    /// <summary>Where the row's number stands in a summary.</summary>
    public const int SessionNo = 17;

    public static SessionSummary ReadSummary(IRow row)
    {
        var counts = new StateCounts
        {
            Queued = row.Int32(2),
            Working = row.Int32(3),
            InputRequired = row.Int32(4),
            Cancelling = row.Int32(5),
            Unknown = row.Int32(6),
            Completed = row.Int32(7),
            Failed = row.Int32(8),
            Cancelled = row.Int32(9),
        };
        return new()
        {
            SessionId = new SessionId(row.Text(0)),
            Title = row.Text(1),
            State = counts.Derive(),
            Counts = counts,
            Version = row.Int64(10),
            Change = row.Int64(11),
            CreatedAt = row.Instant(12),
            LastActivityAt = row.Instant(13),
            ArchivedAt = row.InstantOrNull(14),
            AgentId = row.TextOrNull(15) is { } agent ? new AgentId(agent) : null,
            Archived = !row.IsNull(14),
            Cwd = row.TextOrNull(23),
            CostUsd = row.Int64(18) == 0 ? null : Costs.FromNano(row.Int64(18)),
            Usage = UsageOf(row),
            LastEnd = row.WordOrNull<TaskState>(16),
            StalledSince = counts.Derive() == SessionState.Working ? StalledSinceOf(row) : null,
        };
    }

    private static DateTimeOffset? StalledSinceOf(IRow row) =>
        row.TextOrNull(24) is { } at ? DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) : null;

    private static TokenUsage? UsageOf(IRow row)
    {
        var usage = new TokenUsage
        {
            InputTokens = row.Int64(19),
            OutputTokens = row.Int64(20),
            CacheReadTokens = row.Int64(21),
            CacheWriteTokens = row.Int64(22),
        };
        return usage == new TokenUsage() ? null : usage;
    }
}
