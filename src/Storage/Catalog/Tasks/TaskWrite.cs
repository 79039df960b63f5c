using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Storage.Catalog.Sessions;
using TaskSync.Storage.Feed;
using TaskSync.Storage.Sqlite;
using TaskSync.Storage.Writing;

namespace TaskSync.Storage.Catalog.Tasks;

/// <summary>
/// Stores a task as it now is, if it still is as the writer read it: its row, its session's derived row and the
/// places of both in the feed, in one transaction. The comparison comes first, so that a lost one has no effect.
/// </summary>
internal sealed class TaskWrite : Write<string>
{
    private readonly TaskSnapshot _task;
    private readonly TaskRow _row;
    private readonly long? _expected;
    private readonly FeedHead _head;
    private readonly byte[] _doc;
    private readonly byte[]? _spec;
    private long _change;

    /// <param name="task">The task.</param>
    /// <param name="expected">The version that was read; null if there must be no such task yet.</param>
    /// <param name="head">Numbers the changes.</param>
    public TaskWrite(TaskSnapshot task, long? expected, FeedHead head) : base(WriteKind.Task)
    {
        Versions.Rise(task.Id.Value, expected, task.Version);
        (_task, _row, _expected, _head) = (task, TaskRow.Of(task), expected, head);
        // Made here, in the caller's time: the writer's thread is the one that cannot be doubled.
        _doc = JsonSerializer.SerializeToUtf8Bytes(task, TaskSyncJsonContext.Default.TaskSnapshot);
        if (expected is null) _spec = JsonSerializer.SerializeToUtf8Bytes(task.Spec, TaskSyncJsonContext.Default.TaskSpec);
    }

    public override int Bytes => _doc.Length + (_spec?.Length ?? 0);

    public override void Complete()
    {
        if (_expected is null && !IsRefused) _head.NewTasks.Note(_task.Id, _task.Version, _change);
        base.Complete();
    }

    protected override string Apply(Database database)
    {
        if (_expected is { } expected) Update(database, expected);
        else Insert(database);
        return Versions.Text(_task.Version);
    }

    private void Insert(Database database)
    {
        Statement insert = TaskColumns.BindFixed(database.Use(TaskColumns.Insert), _row);
        try
        {
            _change = _head.Next();
            TaskColumns.BindTurn(TaskColumns.BindChanging(insert, _row, _change, _doc), _row).Run();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            _head.TakeBack();
            throw new StorageConflictException(
                $"Task {_task.Id}, or another one at place {_task.Ordinal} of session {_task.SessionId}, exists already.", e);
        }
        long taskNo = database.LastRow;
        database.Use("INSERT INTO task_specs (task_no, spec) VALUES (?, ?)").With(taskNo).WithText(_spec).Run();
        TaskSearch.Add(database, taskNo, TaskTexts.Of(_task));
        // One by one: a list would make a temporary table each time, which costs more than the rest of the write.
        Tombstones.Lift(database, _task.Id.Value);
        Tombstones.Lift(database, _task.SessionId.Value);
        SessionRow.Follow(database, _head, before: null, _task, _row);
    }

    private void Update(Database database, long expected)
    {
        StoredTask? before = StoredTask.Find(database, _task.Id);
        Versions.Match(_task.Id.Value, before?.Version ?? 0, expected);
        if (before!.SessionId != _task.SessionId.Value || before.Ordinal != _task.Ordinal)
        {
            throw new InvalidOperationException($"Task {_task.Id} can't move to another session or place.");
        }
        bool keepsTurn = before.KeepsTurn(_task);
        Statement update = database.Use(keepsTurn ? TaskColumns.UpdateInTurn : TaskColumns.UpdateAll);
        TaskColumns.BindChanging(update, _row, _head.Next(), _doc);
        if (!keepsTurn) TaskColumns.BindTurn(update, _row);
        update.With(before.TaskNo).Run();
        // A result never changes; so these words are found from now on.
        if (!before.HasResult && _row.ResultLine is not null) TaskSearch.Replace(database, before.TaskNo, TaskTexts.Of(_task));
        SessionRow.Follow(database, _head, before, _task, _row);
    }
}
