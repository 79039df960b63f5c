using TaskSync.Core.Ports;

namespace TaskSync.Storage.Tests;

public sealed class FailedReadSpecs
{
    [Fact]
    public async Task A_read_that_failed_spoils_none_of_those_that_follow()
    {
        await using var open = OpenStorage.Create(options => options with { Readers = 1 });
        await open.States.WriteTaskAsync(Work.Queued().Offered().Started().Stalled(), etag: null);
        string doc = await open.AskTextAsync("SELECT doc FROM tasks");
        await SetDocAsync(open, "damaged");
        await Assert.ThrowsAsync<StorageException>(() => open.Storage.Feed.ReadAfterAsync(0, 10).AsTask());
        await SetDocAsync(open, doc);

        IReadOnlyList<FeedRow> rows = await open.Storage.Feed.ReadAfterAsync(0, 10);

        Assert.Equal([1, 2], rows.Select(row => row.Change));
    }

    private static Task<int> SetDocAsync(OpenStorage open, string doc) => open.Storage.CatalogDatabase.Writer.RunAsync(
        WriteKind.Task, database => database.Use("UPDATE tasks SET doc = ?").With(doc).Run());
}
