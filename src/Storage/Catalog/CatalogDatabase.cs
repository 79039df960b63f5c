using Microsoft.Extensions.Logging;
using TaskSync.Storage.Feed;
using TaskSync.Storage.Sqlite;
using TaskSync.Storage.Writing;

namespace TaskSync.Storage.Catalog;

/// <summary>The open catalog: its writer, its readers and the head of its feed.</summary>
internal sealed class CatalogDatabase : IAsyncDisposable
{
    private CatalogDatabase(string path, GroupWriter writer, ReaderPool readers, FeedHead head) =>
        (Path, Writer, Readers, Head) = (path, writer, readers, head);

    public string Path { get; }

    public GroupWriter Writer { get; }

    public ReaderPool Readers { get; }

    public FeedHead Head { get; }

    public static CatalogDatabase Open(
        string path, StorageOptions options, TimeProvider clock, StorageCounters counters, ILogger logger)
    {
        Database database = DatabaseFile.Catalog.OpenWriter(path, options.Durable);
        FeedHead head;
        try
        {
            head = Epochs.Begin(database, clock.GetUtcNow());
        }
        catch
        {
            database.Dispose();
            throw;
        }
        var writing = new WriterOptions { Name = "catalog", Inline = options.Inline, Faults = options.CatalogFaults };
        return new(path, new GroupWriter(database, head, writing, counters, logger), new ReaderPool(path, options.Readers), head);
    }

    /// <summary>
    /// Readers go first: the last connection to close tidies the log away, and that must be the one that may.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Readers.Dispose();
        await Writer.DisposeAsync();
    }
}
