using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace TaskSync.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    /// <summary>
    /// There is one writer by design, so nobody is ever locked out for long; this covers a reader that comes in the
    /// middle of the recovery after a crash.
    /// </summary>
    private const int BusyMilliseconds = 5_000;

    /// <summary>
    /// More than the code has: a text put together at run time would otherwise fill the memory unseen.
    /// </summary>
    private const int MostStatements = 200;

    private readonly sqlite3 _db;

    // Statements are found by the identity of their SQL, which is always a constant: hashing its text would cost more
    // than a lookup.
    private readonly Dictionary<object, Statement> _statements = new(ReferenceEqualityComparer.Instance);

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 db) => _db = db;

    public static Version LibraryVersion
    {
        get
        {
            Batteries_V2.Init();
            return Version.Parse(raw.sqlite3_libversion().utf8_to_string());
        }
    }

    /// <summary>The SQL of every statement that was used.</summary>
    public IEnumerable<string> Texts => _statements.Keys.Cast<string>();

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <summary>The row number that the newest insert got.</summary>
    public long LastRow => raw.sqlite3_last_insert_rowid(_db);

    /// <summary>The connection that writes; creates the file if there is none.</summary>
    public static Database OpenWriter(string path) => Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    /// <summary>A connection that can change nothing, not even by a checkpoint.</summary>
    public static Database OpenReader(string path)
    {
        Database reader = Open(path, raw.SQLITE_OPEN_READONLY);
        reader.Execute("PRAGMA query_only = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -8000;");
        return reader;
    }

    /// <summary>The prepared statement of a constant SQL text.</summary>
    public Statement Use(string sql)
    {
        if (!_statements.TryGetValue(sql, out Statement? statement))
        {
            if (_statements.Count == MostStatements) throw new InvalidOperationException("SQL texts have to be constants.");
            statement = new Statement(_db, sql);
            _statements.Add(sql, statement);
        }
        // What a failure left in the middle begins anew: this connection serves many more reads.
        if (statement.IsBegun) statement.Dispose();
        return statement;
    }

    /// <summary>Runs one or more statements that are seldom needed.</summary>
    public void Execute(string sql)
    {
        int result = raw.sqlite3_exec(_db, sql);
        if (result != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(result, _db);
    }

    /// <summary>The number that a seldom needed statement answers.</summary>
    public long Ask(string sql)
    {
        var statement = new Statement(_db, sql);
        try
        {
            return statement.Step() ? statement.Int64(0) : 0;
        }
        finally
        {
            statement.Close();
        }
    }

    /// <summary>The text that a seldom needed statement answers.</summary>
    public string AskText(string sql)
    {
        var statement = new Statement(_db, sql);
        try
        {
            return statement.Step() ? statement.Text(0) : "";
        }
        finally
        {
            statement.Close();
        }
    }

    /// <summary>Writes a compact copy of the database, as of one moment, to a file that is not there yet.</summary>
    public void CopyTo(string path)
    {
        DataFolder.EnsureFile(path);
        // The copy is the one thing that a connection for reading may write.
        Execute("PRAGMA query_only = OFF");
        new Statement(_db, "VACUUM INTO ?").With(path).RunOnce();
    }

    public void Begin() => Use("BEGIN IMMEDIATE").Run();

    public void Commit() => Use("COMMIT").Run();

    /// <summary>Undoes what is not committed. SQLite has done it by itself after some errors.</summary>
    public void Rollback()
    {
        if (InTransaction) Use("ROLLBACK").Run();
    }

    /// <summary>Reads several things as of one moment.</summary>
    public T ReadAtOnce<TArgument, T>(TArgument argument, Func<Database, TArgument, T> read)
    {
        Use("BEGIN").Run();
        try
        {
            return read(this, argument);
        }
        finally
        {
            Use("COMMIT").Run();
        }
    }

    public void Dispose()
    {
        foreach (Statement statement in _statements.Values) statement.Close();
        _statements.Clear();
        _db.Dispose();
    }

    private static Database Open(string path, int flags)
    {
        // No mutex: nobody uses a connection from two threads at once.
        int result = raw.sqlite3_open_v2(path, out sqlite3 db, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (result != raw.SQLITE_OK)
        {
            using (db) SqliteException.ThrowExceptionForRC(result, db);
        }
        _ = raw.sqlite3_busy_timeout(db, BusyMilliseconds);
        return new Database(db);
    }
}
