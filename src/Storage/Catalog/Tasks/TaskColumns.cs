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
        + "ended_at, orphan_at, exit_code, is_late, version, change, doc";

    /// <summary>What the turn of later tasks follows from.</summary>
    private const string Turn = "is_over, blocks_turn";

    private const string Places9 = "?, ?, ?, ?, ?, ?, ?, ?, ?";

    public const string Insert =
        $"INSERT INTO tasks ({Fixed}, {Changing}, {Turn}) VALUES ({Places9}, {Places9}, {Places9}, ?, ?, ?)";

    /// <summary>Sets all that may change.</summary>
    public const string UpdateAll =
        $"UPDATE tasks SET ({Changing}, {Turn}) = ({Places9}, {Places9}, ?, ?, ?) WHERE task_no = ?";

    /// <summary>
    /// Leaves the turn alone, and with it the index on sessions: a write that sets its columns to what they are would
    /// still rewrite it, at a random page for every task.
    /// </summary>
    public const string UpdateInTurn = $"UPDATE tasks SET ({Changing}) = ({Places9}, {Places9}, ?) WHERE task_no = ?";

    /// <summary>What <see cref="ReadSummary"/> reads, from <c>tasks t</c>.</summary>
    public const string Summary =
        "t.task_id, t.session_id, t.ordinal, t.kind, t.title, t.created_at, t.state, t.reason, t.message, t.attempt, t.custody, "
        + "t.agent_id, t.since, t.started_at, t.ended_at, t.orphan_at, t.exit_code, t.is_late, t.version, t.change, t.task_no";

    /// <summary>Where the change stands in a summary.</summary>
    public const int Change = 19;

    /// <summary>Where the row's number stands in a summary.</summary>
    public const int TaskNo = 20;

    public static Statement BindFixed(Statement row, TaskSnapshot task)
    {
        TaskSpec spec = task.Spec;
        return row.With(task.Id.Value).With(task.SessionId.Value).With(task.Ordinal).With(Words.Of(spec.Kind)).With(spec.Title)
            .With(spec.Agent?.Value).With(LabelsOf(spec)).With(spec.Cwd?.TrimEnd('/')).With(task.CreatedAt);
    }

    public static Statement BindChanging(Statement row, TaskSnapshot task, long change, ReadOnlySpan<byte> doc) => row
        .With(Words.Of(task.State)).With(WordOrNull(task.Reason)).With(Texts.Clip(task.Message, Limits.MessageLength))
        .With(task.Attempt).With(Words.Of(task.Custody)).With(task.AgentId?.Value).With(WordOrNull(task.Hold))
        .With(task.Custody.TakesSlot()).With(IsOfferable(task)).With(task.LookAt)
        .With(task.Since).With(task.StartedAt).With(task.EndedAt).With(task.OrphanAt).With((long?)task.ExitCode)
        .With(task.LateReport is not null).With(task.Version).With(change).WithText(doc);

    public static Statement BindTurn(Statement row, TaskSnapshot task) => row.With(task.State.IsTerminal()).With(task.BlocksTurn);

    public static TaskSummary ReadSummary(Statement row) => new()
    {
        TaskId = new TaskId(row.Text(0)),
        SessionId = new SessionId(row.Text(1)),
        Ordinal = row.Int64(2),
        Kind = row.Word<TaskKind>(3),
        Title = row.Text(4),
        CreatedAt = row.Instant(5),
        State = row.Word<TaskState>(6),
        Reason = row.WordOrNull<TaskReason>(7),
        Message = row.TextOrNull(8),
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
    };

    /// <summary>Whether an agent could be asked to run it, as far as the task itself goes.</summary>
    private static bool IsOfferable(TaskSnapshot task) =>
        task is { State: TaskState.Queued, Custody: Custody.None, Hold: TaskReason.None };

    private static string? LabelsOf(TaskSpec spec) =>
        spec.Labels.Count == 0 ? null : JsonSerializer.Serialize(spec.Labels, StorageJson.Default.IReadOnlyListString);

    private static string? WordOrNull(TaskReason reason) => reason == TaskReason.None ? null : Words.Of(reason);
}
