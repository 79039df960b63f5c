using TaskSync.Core.Ports;
using TaskSync.Storage.Catalog;

namespace TaskSync.Storage.Feed;

/// <inheritdoc/>
internal sealed class FeedReader(CatalogDatabase catalog) : IFeedReader
{
    /// <inheritdoc/>
    public FeedCursor Head => catalog.Head.Cursor;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FeedRow>> ReadAfterAsync(long change, int limit, CancellationToken cancel) =>
        catalog.Readers.ReadAtOnceAsync((change, limit),
            static (reader, asked) => FeedRows.ReadAfter(reader, asked.change, asked.limit), cancel);

    /// <inheritdoc/>
    public ValueTask<long?> ResolveAsync(FeedCursor cursor, CancellationToken cancel) =>
        catalog.Readers.ReadAsync(cursor, Epochs.Resolve, cancel);

    /// <inheritdoc/>
    public Task WaitAsync(long change, CancellationToken cancel) => catalog.Head.WaitAsync(change, cancel);
}
