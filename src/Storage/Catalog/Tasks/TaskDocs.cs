using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage.Catalog.Tasks;

/// <summary>Whole tasks: the document and the spec that is stored apart.</summary>
internal static class TaskDocs
{
    public static TaskRecord? Find(Database reader, TaskId id)
    {
        using Statement row = reader.Use("""
            SELECT t.doc, s.spec, t.change FROM tasks t JOIN task_specs s ON s.task_no = t.task_no WHERE t.task_id = ?
            """).With(id.Value);
        if (!row.Step()) return null;
        var task = Docs.Read(row.Bytes(0), TaskSyncJsonContext.Default.TaskSnapshot, id.Value);
        var spec = Docs.Read(row.Bytes(1), TaskSyncJsonContext.Default.TaskSpec, id.Value);
        return new(task with { Spec = spec }, row.Int64(2));
    }
}
