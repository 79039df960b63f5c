using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TaskSync.Core.Ports;
using TaskSync.Storage.Access;
using TaskSync.Storage.Catalog;
using TaskSync.Storage.Feed;
using TaskSync.Storage.Output;
using TaskSync.Storage.Sqlite;

namespace TaskSync.Storage;

/// <summary>The open storage of one server, and everything that it is asked through.</summary>
public sealed partial class SqliteStorage : IAsyncDisposable
{
    private readonly DataFolder _folder;

    private SqliteStorage(DataFolder folder, CatalogDatabase catalog, OutputDatabase output, StorageCounters counters)
    {
        (_folder, CatalogDatabase, OutputDatabase, Counters) = (folder, catalog, output, counters);
        States = new StateStore(catalog);
        Dispatch = new DispatchCatalog(catalog);
        Catalog = new CatalogReader(catalog);
        Presence = new PresenceLog(catalog);
        Feed = new FeedReader(catalog);
        Access = new AccessStore(catalog);
        Output = new OutputStore(output);
    }

    /// <summary>What grains ask the catalog.</summary>
    public IDispatchCatalog Dispatch { get; }

    /// <summary>What the outside reads.</summary>
    public ICatalogReader Catalog { get; }

    /// <summary>When agents were last heard.</summary>
    public IPresenceLog Presence { get; }

    /// <summary>The change feed.</summary>
    public IFeedReader Feed { get; }

    /// <summary>Output bytes.</summary>
    public IOutputStore Output { get; }

    /// <summary>Credentials and one-use codes.</summary>
    public IAccessStore Access { get; }

    /// <summary>What was written since the start.</summary>
    public StorageCounters Counters { get; }

    /// <summary>The data folder, absolute.</summary>
    public string Folder => _folder.Root;

    /// <summary>The states of grains.</summary>
    internal StateStore States { get; }

    internal CatalogDatabase CatalogDatabase { get; }

    internal OutputDatabase OutputDatabase { get; }

    /// <summary>Opens a data folder and begins a new epoch of its feed.</summary>
    /// <param name="options">Where it is, and how it works.</param>
    /// <param name="clock">The time; null for the system's.</param>
    /// <param name="logger">For what operators should hear; null for nobody.</param>
    /// <exception cref="DataFolderException">The folder is in use, foreign, damaged or newer. Nothing in it was
    /// changed.</exception>
    public static SqliteStorage Open(StorageOptions options, TimeProvider? clock = null, ILogger? logger = null)
    {
        logger ??= NullLogger.Instance;
        DataFolder folder = DataFolder.Open(options.Folder);
        var counters = new StorageCounters();
        CatalogDatabase? catalog = null;
        try
        {
            if (SqliteVersion.HasWalResetBug(Database.LibraryVersion)) LogWalResetBug(logger, Database.LibraryVersion);
            catalog = CatalogDatabase.Open(folder.CatalogFile, options, clock ?? TimeProvider.System, counters, logger);
            return new(folder, catalog, OutputDatabase.Open(folder.OutputFile, options, counters, logger), counters);
        }
        catch
        {
            catalog?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            counters.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Writes out what was accepted, closes the files and gives the folder free, in this order.</summary>
    public async ValueTask DisposeAsync()
    {
        await CatalogDatabase.DisposeAsync();
        await OutputDatabase.DisposeAsync();
        Counters.Dispose();
        _folder.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "SQLite {Version} has the WAL-reset bug (sqlite.org/wal.html#walresetbug). " +
        "The server can't meet it, because one connection alone writes and checkpoints. " +
        "Let no other program write to its files.")]
    private static partial void LogWalResetBug(ILogger logger, Version version);
}
