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

    /// <summary>What <see cref="ReadSummary"/> reads, from <c>sessions</c>.</summary>
    /// <remarks>
    /// What shows no sign of life is read where it stands: whatever sets or lifts that writes this row, too, and a
    /// copy would be one more thing to keep.
    /// </remarks>
    public const string Summary = $"""
        {Shown}, CASE WHEN working > 0 THEN (
            SELECT t.doc FROM tasks t
            WHERE t.session_id = sessions.session_id AND t.reason = 'stalled' ORDER BY t.ordinal LIMIT 1) END
        """;

    /// <summary>Where the change stands in a summary.</summary>
    public const int Change = 11;

    /// <summary>Where the last activity stands in a summary: the order of lists, whatever could be made of the row.</summary>
    public const int LastActivityAt = 13;

    /// <summary>Where the row's number stands in a summary.</summary>
    public const int SessionNo = 17;

    /// <summary>Never fails for what one row holds: nobody would see the others.</summary>
    public static SessionSummary ReadSummary(IRow row)
    {
        try
        {
            SessionSummary session = ReadWhole(row);
            if (session.State != SessionState.Working || row.IsNull(24)) return session;
            bool isWhole = Docs.TryReadStalledSince(row.Bytes(24), out DateTimeOffset? since);
            return session with { StalledSince = since, Damaged = isWhole ? null : true };
        }
        catch (Exception failure) when (Docs.IsDamage(failure))
        {
            return ReadRest(row) with { Damaged = true };
        }
    }

    private static SessionSummary ReadWhole(IRow row) => ReadRest(row) with
    {
        CreatedAt = row.Instant(12),
        LastActivityAt = row.Instant(LastActivityAt),
        ArchivedAt = row.InstantOrNull(14),
        AgentId = row.TextOrNull(15) is { } agent ? new AgentId(agent) : null,
        Cwd = row.TextOrNull(23),
        CostUsd = row.Int64(18) == 0 ? null : Costs.FromNano(row.Int64(18)),
        Usage = UsageOf(row),
        LastEnd = row.WordOrNull<TaskState>(16),
    };

    /// <summary>What is left of a row that can't be read: which session it is, and how many tasks it has.</summary>
    private static SessionSummary ReadRest(IRow row)
    {
        StateCounts counts = CountsOf(row);
        return new()
        {
            SessionId = new SessionId(row.Text(0)),
            Title = row.Text(1),
            State = counts.Derive(),
            Counts = counts,
            Version = row.Int64(10),
            Change = row.Int64(Change),
            CreatedAt = DateTimeOffset.UnixEpoch,
            LastActivityAt = DateTimeOffset.UnixEpoch,
            Archived = !row.IsNull(14),
        };
    }

    private static StateCounts CountsOf(IRow row) => new()
    {
        Queued = (int)row.Int64(2),
        Working = (int)row.Int64(3),
        InputRequired = (int)row.Int64(4),
        Cancelling = (int)row.Int64(5),
        Unknown = (int)row.Int64(6),
        Completed = (int)row.Int64(7),
        Failed = (int)row.Int64(8),
        Cancelled = (int)row.Int64(9),
    };

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
