using TaskSync.Core.Ports;

namespace TaskSync.Storage.Tests;

public sealed class EpochSpecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_cursor_from_before_a_restart_stays_good()
    {
        FeedCursor cursor = await RunAsync(tasks: 2);

        await using var open = OpenStorage.Open(_folder.Root);

        Assert.NotEqual(cursor.Epoch, open.Storage.Feed.Head.Epoch);
        Assert.Equal(cursor.Change, open.Storage.Feed.Head.Change);
        Assert.Equal(4, await open.Storage.Feed.ResolveAsync(cursor));
        Assert.Equal(3, await open.Storage.Feed.ResolveAsync(cursor with { Change = 3 }));
    }

    [Fact]
    public async Task A_cursor_past_the_end_of_its_epoch_is_answered_with_a_reset()
    {
        FeedCursor cursor = await RunAsync(tasks: 1);
        await RunAsync(tasks: 1, from: 10);

        await using var open = OpenStorage.Open(_folder.Root);

        Assert.Equal(4, open.Storage.Feed.Head.Change);
        Assert.Null(await open.Storage.Feed.ResolveAsync(cursor with { Change = 3 }));
        Assert.Null(await open.Storage.Feed.ResolveAsync(open.Storage.Feed.Head with { Change = 5 }));
        Assert.Equal(4, await open.Storage.Feed.ResolveAsync(open.Storage.Feed.Head));
    }

    [Fact]
    public async Task A_cursor_of_an_unknown_epoch_is_answered_with_a_reset()
    {
        await using var open = OpenStorage.Open(_folder.Root);

        Assert.Null(await open.Storage.Feed.ResolveAsync(new FeedCursor("elsewhere", 0)));
    }

    [Fact]
    public async Task An_epoch_fits_into_a_cursor()
    {
        FeedCursor cursor = await RunAsync(tasks: 1);

        Assert.True(FeedCursor.TryParse(cursor.ToString(), out FeedCursor read));
        Assert.Equal(cursor, read);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<FeedCursor> RunAsync(int tasks, int from = 1)
    {
        await using var open = OpenStorage.Open(_folder.Root);
        for (int i = from; i < from + tasks; i++) await open.States.WriteTaskAsync(Work.Queued($"{i}"), etag: null);
        return open.Storage.Feed.Head;
    }
}
