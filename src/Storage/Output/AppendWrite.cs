using TaskSync.Core.Ports;
using TaskSync.Storage.Sqlite;
using TaskSync.Storage.Writing;

namespace TaskSync.Storage.Output;

/// <summary>Appends a chunk, if it begins where the output ends.</summary>
internal sealed class AppendWrite(OutputKey key, long from, ReadOnlyMemory<byte> chunk, OutputWaiters waiters)
    : Write<AppendResult>(WriteKind.Output)
{
    private const string Find = "SELECT output_no, length FROM outputs WHERE task_id = ? AND attempt = ? AND stream = ?";
    private const string Begin = "INSERT INTO outputs (task_id, attempt, stream, length) VALUES (?, ?, ?, 0)";

    public override int Bytes => chunk.Length;

    protected override AppendResult Apply(Database database)
    {
        (long output, long have) = (0, 0);
        using (Statement row = OutputStore.Of(database.Use(Find), key))
        {
            if (row.Step()) (output, have) = (row.Int64(0), row.Int64(1));
        }
        if (from != have) return new(Taken: false, have);
        if (chunk.IsEmpty) return new(Taken: true, have);
        if (output == 0)
        {
            OutputStore.Of(database.Use(Begin), key).Run();
            output = database.LastRow;
        }
        database.Use("INSERT INTO chunks (output_no, start, bytes) VALUES (?, ?, ?)")
            .With(output).With(from).WithBlob(chunk.Span).Run();
        database.Use("UPDATE outputs SET length = ? WHERE output_no = ?").With(have + chunk.Length).With(output).Run();
        waiters.Grew(key);
        return new(Taken: true, have + chunk.Length);
    }
}
