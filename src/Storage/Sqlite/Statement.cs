using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using TaskSync.Storage.Catalog;

namespace TaskSync.Storage.Sqlite;

/// <summary>
/// A prepared statement that is used again and again. Parameters are given in their order; disposing only rewinds it,
/// so that the next use costs no compilation. It speaks to SQLite directly, because a command object costs more than
/// the row.
/// </summary>
internal sealed class Statement : IRow, IDisposable
{
    /// <summary>Texts up to this size are converted on the stack; ids, words and titles are shorter.</summary>
    private const int StackBytes = 768;

    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private readonly int _parameters;
    private int _bound;

    public Statement(sqlite3 db, string sql)
    {
        _db = db;
        Check(raw.sqlite3_prepare_v2(db, sql, out _statement));
        _parameters = raw.sqlite3_bind_parameter_count(_statement);
    }

    /// <summary>Whether it was given parameters and not rewound since.</summary>
    public bool IsBegun => _bound > 0;

    public Statement With(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, ++_bound, value));
        return this;
    }

    public Statement With(long? value) => value is { } known ? With(known) : WithNull();

    public Statement With(bool value) => With(value ? 1L : 0L);

    public Statement With(DateTimeOffset value) => With(Instants.ToColumn(value));

    public Statement With(DateTimeOffset? value) => value is { } known ? With(known) : WithNull();

    public Statement With(string? value)
    {
        if (value is null) return WithNull();
        int size = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> bytes = size <= StackBytes ? stackalloc byte[StackBytes] : new byte[size];
        return WithText(bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
    }

    public Statement WithText(ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and SQLite takes no address for NULL.
        Check(utf8.IsEmpty
            ? raw.sqlite3_bind_text(_statement, ++_bound, "")
            : raw.sqlite3_bind_text(_statement, ++_bound, utf8));
        return this;
    }

    public Statement WithBlob(ReadOnlySpan<byte> bytes)
    {
        Check(bytes.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, ++_bound, 0)
            : raw.sqlite3_bind_blob(_statement, ++_bound, bytes));
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False after the last one.</returns>
    public bool Step()
    {
        if (_bound != _parameters)
        {
            throw new InvalidOperationException($"The statement has {_parameters} parameters, and {_bound} were given.");
        }
        int result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW) return true;
        if (result != raw.SQLITE_DONE) Check(result);
        return false;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        using (this)
        {
            while (Step()) { }
            return raw.sqlite3_changes(_db);
        }
    }

    /// <summary>Runs it to its end and forgets it.</summary>
    public void RunOnce()
    {
        try
        {
            Run();
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Reads all rows; the caller's SQL bounds them.</summary>
    public IReadOnlyList<T> ReadAll<T>(Func<Statement, T> read)
    {
        using (this)
        {
            var rows = new List<T>();
            while (Step()) rows.Add(read(this));
            return rows;
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public int Int32(int column) => checked((int)raw.sqlite3_column_int64(_statement, column));

    public bool Bool(int column) => Int64(column) != 0;

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A text or blob as it lies in SQLite's memory: good until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public T Word<T>(int column) where T : struct, Enum => StoredWords.Parse<T>(Bytes(column));

    public DateTimeOffset Instant(int column) => Instants.FromColumn(Int64(column));

    public DateTimeOffset? InstantOrNull(int column) => IsNull(column) ? null : Instant(column);

    /// <summary>Rewinds it: a statement left in the middle would hold its read transaction open.</summary>
    public void Dispose()
    {
        _bound = 0;
        _ = raw.sqlite3_reset(_statement);
    }

    public void Close() => _statement.Dispose();

    private Statement WithNull()
    {
        Check(raw.sqlite3_bind_null(_statement, ++_bound));
        return this;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(result, _db);
    }
}
