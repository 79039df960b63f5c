using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Tasks;

/// <summary>What a write has to know of the row that it replaces.</summary>
/// <param name="TaskNo">The row's number.</param>
/// <param name="Version">Its version.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="Ordinal">Its place there.</param>
/// <param name="State">Its state.</param>
/// <param name="BlocksTurn">Whether later tasks of the session have to wait for it.</param>
/// <param name="PlacedOn">The agent that its newest attempt went to; null if there is none, or it was declined.</param>
/// <param name="HasResult">Whether its result is known.</param>
/// <param name="Spent">What it is known to have taken.</param>
internal sealed record StoredTask(
    long TaskNo, long Version, string SessionId, long Ordinal, TaskState State, bool BlocksTurn, string? PlacedOn,
    bool HasResult, Spending Spent)
{
    public static StoredTask? Find(Database database, TaskId id)
    {
        using Statement row = database.Use("""
            SELECT task_no, version, session_id, ordinal, state, blocks_turn, iif(custody = 'none', NULL, agent_id),
                coalesce(cost_nano, 0), coalesce(input_tokens, 0), coalesce(output_tokens, 0),
                coalesce(cache_read_tokens, 0), coalesce(cache_write_tokens, 0), result_line IS NOT NULL
            FROM tasks WHERE task_id = ?
            """).With(id.Value);
        return row.Step()
            ? new(row.Int64(0), row.Int64(1), row.Text(2), row.Int64(3), row.Word<TaskState>(4), row.Bool(5),
                row.TextOrNull(6), row.Bool(12),
                new(row.Int64(7), row.Int64(8), row.Int64(9), row.Int64(10), row.Int64(11)))
            : null;
    }

    /// <summary>Whether the turn of later tasks is the same after a write.</summary>
    public bool KeepsTurn(TaskSnapshot after) =>
        BlocksTurn == after.BlocksTurn && State.IsTerminal() == after.State.IsTerminal();

    /// <summary>The same of a task that is about to be stored.</summary>
    public static string? PlaceOf(TaskSnapshot task) => task.Custody == Custody.None ? null : task.AgentId?.Value;
}
