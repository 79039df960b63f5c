using Microsoft.Extensions.Logging;
using TaskSync.Storage.Sqlite;
using TaskSync.Storage.Writing;

namespace TaskSync.Storage.Output;

/// <summary>
/// Output bytes in a file and with a writer of their own, so that fifty megabytes of it delay no task.
/// </summary>
internal sealed class OutputDatabase : IAsyncDisposable
{
    private OutputDatabase(string path, GroupWriter writer, ReaderPool readers, OutputWaiters waiters) =>
        (Path, Writer, Readers, Waiters) = (path, writer, readers, waiters);

    public string Path { get; }

    public GroupWriter Writer { get; }

    public ReaderPool Readers { get; }

    public OutputWaiters Waiters { get; }

    public static OutputDatabase Open(string path, StorageOptions options, StorageCounters counters, ILogger logger)
    {
        Database database = DatabaseFile.Output.OpenWriter(path, options.Durable);
        var waiters = new OutputWaiters();
        var writing = new WriterOptions { Name = "output", Inline = options.Inline, Faults = options.OutputFaults };
        return new(path, new GroupWriter(database, waiters, writing, counters, logger),
            new ReaderPool(path, options.Readers), waiters);
    }

    public async ValueTask DisposeAsync()
    {
        Readers.Dispose();
        await Writer.DisposeAsync();
    }
}
