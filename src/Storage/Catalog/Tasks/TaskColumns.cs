using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Tasks;

/// <summary>
/// How a task becomes a row, and a row a summary. The order of names here is the order of values below.
/// </summary>
internal static class TaskColumns
{
    private const string Fixed = "task_id, session_id, ordinal, kind, title, pinned_agent_id, labels, cwd, created_at";

    private const string Changing =
        "state, reason, message, attempt, custody, agent_id, hold, takes_slot, is_offerable, look_at, since, started_at, "
        + "ended_at, orphan_at, exit_code, is_late, result_line, cost_nano, input_tokens, output_tokens, cache_read_tokens, "
        + "cache_write_tokens, version, change, doc";

    /// <summary>What the turn of later tasks follows from.</summary>
    private const string Turn = "is_over, blocks_turn";

    private const string Places9 = "?, ?, ?, ?, ?, ?, ?, ?, ?";

    public const string Insert =
        $"INSERT INTO tasks ({Fixed}, {Changing}, {Turn}) VALUES ({Places9}, {Places9}, {Places9}, {Places9})";

    /// <summary>Sets all that may change.</summary>
    public const string UpdateAll =
        $"UPDATE tasks SET ({Changing}, {Turn}) = ({Places9}, {Places9}, {Places9}) WHERE task_no = ?";

    /// <summary>
    /// Leaves the turn alone, and with it the index on sessions: a write that sets its columns to what they are would
    /// still rewrite it, at a random page for every task.
    /// </summary>
    public const string UpdateInTurn =
        $"UPDATE tasks SET ({Changing}) = ({Places9}, {Places9}, ?, ?, ?, ?, ?, ?, ?) WHERE task_no = ?";

    private const string Shown =
        "t.task_id, t.session_id, t.ordinal, t.kind, t.title, t.created_at, t.state, t.reason, t.message, t.attempt, t.custody, "
        + "t.agent_id, t.since, t.started_at, t.ended_at, t.orphan_at, t.exit_code, t.is_late, t.version, t.change, t.task_no, "
        + "t.result_line, t.cost_nano";

    /// <summary>What <see cref="ReadSummary"/> reads, from <c>tasks t</c>.</summary>
    /// <remarks>
    /// Few tasks are stalled, and those only for a while: the document says since when, and no row needs a column for
    /// it. It is taken apart here, because a database that does it fails the whole list over a damaged one.
    /// </remarks>
    public const string Summary = $"{Shown}, CASE WHEN t.reason = 'stalled' THEN t.doc END AS stalled_doc";

    private const string DamageMessage = "What is stored of this task is damaged.";

    /// <summary>Where the change stands in a summary.</summary>
    public const int Change = 19;

    /// <summary>Where the row's number stands in a summary.</summary>
    public const int TaskNo = 20;

    public static Statement BindFixed(Statement row, TaskRow task) => row
        .With(task.TaskId).With(task.SessionId).With(task.Ordinal).With(task.Kind).With(task.Title)
        .With(task.PinnedAgentId).With(LabelsOf(task)).With(task.Cwd).With(task.CreatedAt);

    public static Statement BindChanging(Statement row, TaskRow task, long change, ReadOnlySpan<byte> doc) => row
        .With(task.State).With(task.Reason).With(task.Message).With(task.Attempt).With(task.Custody).With(task.AgentId)
        .With(task.Hold).With(task.TakesSlot).With(task.IsOfferable).With(task.LookAt).With(task.Since).With(task.StartedAt)
        .With(task.EndedAt).With(task.OrphanAt).With(task.ExitCode).With(task.IsLate)
        .With(task.ResultLine).With(task.CostNano).With(task.InputTokens).With(task.OutputTokens)
        .With(task.CacheReadTokens).With(task.CacheWriteTokens)
        .With(task.Version).With(change).WithText(doc);

    public static Statement BindTurn(Statement row, TaskRow task) => row.With(task.IsOver).With(task.BlocksTurn);

    /// <summary>Never fails for what one row holds: nobody would see the others.</summary>
    public static TaskSummary ReadSummary(IRow row)
    {
        try
        {
            TaskSummary task = ReadWhole(row);
            if (row.IsNull(23)) return task;
            return Docs.TryReadStalledSince(row.Bytes(23), out DateTimeOffset? since)
                ? task with { StalledSince = since }
                : task with { Message = DamageMessage, Damaged = true };
        }
        catch (Exception failure) when (Docs.IsDamage(failure))
        {
            return Damaged(row);
        }
    }

    /// <summary>What is left of a row that can't be read: which task it is. How it stands is not known.</summary>
    private static TaskSummary Damaged(IRow row) => new()
    {
        TaskId = new TaskId(row.Text(0)),
        SessionId = new SessionId(row.Text(1)),
        Ordinal = row.Int64(2),
        Kind = Words.TryParse(row.Text(3), out TaskKind kind) ? kind : TaskKind.Command,
        Title = TaskSummary.RowTitle(row.Text(4)),
        State = TaskState.Unknown,
        Message = DamageMessage,
        Attempt = 0,
        Custody = Custody.None,
        Version = row.Int64(18),
        Change = row.Int64(Change),
        CreatedAt = DateTimeOffset.UnixEpoch,
        Since = DateTimeOffset.UnixEpoch,
        Damaged = true,
    };

    private static TaskSummary ReadWhole(IRow row) => new()
    {
        TaskId = new TaskId(row.Text(0)),
        SessionId = new SessionId(row.Text(1)),
        Ordinal = row.Int64(2),
        Kind = row.Word<TaskKind>(3),
        Title = TaskSummary.RowTitle(row.Text(4)),
        CreatedAt = row.Instant(5),
        State = row.Word<TaskState>(6),
        Reason = row.WordOrNull<TaskReason>(7),
        Message = TaskSummary.RowMessage(row.TextOrNull(8)),
        Attempt = row.Int32(9),
        Custody = row.Word<Custody>(10),
        AgentId = row.TextOrNull(11) is { } agent ? new AgentId(agent) : null,
        Since = row.Instant(12),
        StartedAt = row.InstantOrNull(13),
        EndedAt = row.InstantOrNull(14),
        OrphanAt = row.InstantOrNull(15),
        ExitCode = row.IsNull(16) ? null : row.Int32(16),
        Late = row.Bool(17) ? true : null,
        Version = row.Int64(18),
        Change = row.Int64(19),
        Result = ResultView.Brief(row.TextOrNull(21), row.IsNull(22) ? null : row.Int64(22)),
    };

    private static string? LabelsOf(TaskRow task) =>
        task.Labels is { } labels ? JsonSerializer.Serialize(labels, StorageJson.Default.IReadOnlyListString) : null;
}
