using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace TaskSync.Storage.Sqlite;

/// <summary>
/// A database file of ours: how it is recognised, checked and brought to the newest schema before anything is read
/// from it. What is foreign, damaged or newer is refused and left as it is.
/// </summary>
/// <param name="Name">What people call it; also the folder of its migrations.</param>
/// <param name="ApplicationId">What marks the file as ours, in SQLite's header.</param>
internal sealed record DatabaseFile(string Name, int ApplicationId)
{
    /// <summary>
    /// Files up to this size are read through at each start, in some fifty milliseconds; larger ones in outline.
    /// </summary>
    private const long FullCheckBytes = 32 * 1024 * 1024;

    private const int HeaderBytes = 100;

    /// <summary>"TSyc".</summary>
    public static readonly DatabaseFile Catalog = new("catalog", 0x54537963);

    /// <summary>"TSyo".</summary>
    public static readonly DatabaseFile Output = new("output", 0x5453796F);

    private static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    /// <summary>Opens the one connection that writes.</summary>
    /// <param name="path">The file; made if there is none.</param>
    /// <param name="durable">Whether a commit waits for the disk; false only where nothing has to survive, as in
    /// simulation.</param>
    /// <exception cref="DataFolderException">It is not ours, damaged or newer.</exception>
    public Database OpenWriter(string path, bool durable = true)
    {
        RefuseForeign(path);
        DataFolder.EnsureFile(path);
        Database? database = null;
        try
        {
            database = Database.OpenWriter(path);
            Prepare(database, path, durable);
            return database;
        }
        catch (SqliteException e)
        {
            database?.Dispose();
            throw Refusal(path, $"SQLite can't read it ({e.Message})", e);
        }
        catch
        {
            database?.Dispose();
            throw;
        }
    }

    private void Prepare(Database database, string path, bool durable)
    {
        // FULL syncs the log with every commit: what was acknowledged survives a power cut. On macOS only fullfsync reaches the
        // medium; elsewhere it means nothing.
        database.Execute("PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;");
        database.Execute(durable ? "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON" : "PRAGMA synchronous = OFF");
        var migrations = Migrations.Of(Name);
        long version = database.Ask("PRAGMA user_version");
        if (version > migrations.Newest)
        {
            throw new DataFolderException(string.Create(CultureInfo.InvariantCulture,
                $"{path} was written by a newer TaskSync (schema {version}; this one knows {migrations.Newest}). ") +
                "Use that version, or restore a backup that this one made. The file was left as it is.");
        }
        if (version > 0) Check(database, path);
        // The schema of a new file is laid out before it goes to WAL, so that its header says from the first byte
        // whose it is.
        migrations.Apply(database, version, ApplicationId);
        // A checkpoint every 16 MB of log writes the busiest pages once for thousands of commits.
        database.Execute("""
            PRAGMA journal_mode = WAL;
            PRAGMA wal_autocheckpoint = 4000;
            PRAGMA journal_size_limit = 67108864;
            PRAGMA cache_size = -64000;
            """);
    }

    private void Check(Database database, string path)
    {
        if (database.Ask("PRAGMA application_id") != ApplicationId) throw Foreign(path);
        string problem = new FileInfo(path).Length <= FullCheckBytes
            ? database.AskText("PRAGMA quick_check(1)")
            : database.AskText("PRAGMA quick_check(sqlite_schema)");
        if (problem != "ok") throw Refusal(path, problem);
    }

    /// <summary>Looks at the header before SQLite may touch the file.</summary>
    private void RefuseForeign(string path)
    {
        // A file beside which a rollback journal lies was cut off while it was made; SQLite knows how to undo that.
        if (!File.Exists(path) || File.Exists(path + "-journal")) return;
        Span<byte> header = stackalloc byte[HeaderBytes];
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length == 0) return;
        int read = file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read < HeaderBytes) throw Refusal(path, "it is cut off");
        if (!header.StartsWith(Magic)) throw Foreign(path);
        if (BinaryPrimitives.ReadInt32BigEndian(header[68..]) != ApplicationId) throw Foreign(path);
        long pageSize = BinaryPrimitives.ReadUInt16BigEndian(header[16..]) is var size && size == 1 ? 65536 : size;
        long pages = BinaryPrimitives.ReadUInt32BigEndian(header[28..]);
        bool hasLog = new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };
        if (!hasLog && file.Length < pages * pageSize) throw Refusal(path, "it is cut off");
    }

    private DataFolderException Foreign(string path) => Refusal(path, $"it is no TaskSync {Name}");

    private DataFolderException Refusal(string path, string why, Exception? cause = null)
    {
        string message = $"{path} can't be used: {why}. It was left as it is. Move it away to start with an empty {Name}, " +
            "or restore a backup into an empty folder: tasksync restore.";
        return cause is null ? new(message) : new(message, cause);
    }
}
