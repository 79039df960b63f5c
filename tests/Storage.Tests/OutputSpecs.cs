using System.Text;
using TaskSync.Core;
using TaskSync.Core.Ports;

namespace TaskSync.Storage.Tests;

public sealed class OutputSpecs
{
    private static readonly OutputKey Key = new(Work.Task("s", 1), 1, OutputStream.Stdout);

    [Fact]
    public async Task Bytes_are_taken_where_the_store_ends_and_read_from_any_offset()
    {
        await using var open = OpenStorage.Create();
        Assert.Equal(new AppendResult(true, 5), await AppendAsync(open, 0, "hello"));
        Assert.Equal(new AppendResult(true, 6), await AppendAsync(open, 5, " "));
        Assert.Equal(new AppendResult(true, 11), await AppendAsync(open, 6, "world"));

        for (int from = 0; from <= 11; from++)
        {
            for (int limit = 0; limit <= 12; limit++)
            {
                string expected = "hello world".Substring(from, Math.Min(limit, 11 - from));
                Assert.Equal(expected, await ReadAsync(open, from, limit));
            }
        }
        Assert.Equal("", await ReadAsync(open, from: 400, limit: 10));
    }

    [Fact]
    public async Task A_repeated_or_early_chunk_is_answered_with_what_is_there()
    {
        await using var open = OpenStorage.Create();
        await AppendAsync(open, 0, "hello");

        Assert.Equal(new AppendResult(false, 5), await AppendAsync(open, 0, "hello"));
        Assert.Equal(new AppendResult(false, 5), await AppendAsync(open, 3, "lo and more"));
        Assert.Equal(new AppendResult(false, 5), await AppendAsync(open, 9, "later"));
        Assert.Equal("hello", await ReadAsync(open, 0, 100));
    }

    [Fact]
    public async Task An_empty_chunk_asks_how_much_is_there()
    {
        await using var open = OpenStorage.Create();

        Assert.Equal(new AppendResult(true, 0), await AppendAsync(open, 0, ""));
        Assert.Equal(0, await open.Storage.Output.LengthAsync(Key));
    }

    [Fact]
    public async Task Attempts_and_streams_are_apart()
    {
        await using var open = OpenStorage.Create();
        await AppendAsync(open, 0, "one");
        await open.Storage.Output.AppendAsync(Key with { Attempt = 2 }, 0, "second"u8.ToArray());
        await open.Storage.Output.AppendAsync(Key with { Stream = OutputStream.Stderr }, 0, "errors!"u8.ToArray());

        Assert.Equal(3, await open.Storage.Output.LengthAsync(Key));
        Assert.Equal(6, await open.Storage.Output.LengthAsync(Key with { Attempt = 2 }));
        Assert.Equal(7, await open.Storage.Output.LengthAsync(Key with { Stream = OutputStream.Stderr }));
        Assert.Equal("one", await ReadAsync(open, 0, 100));
    }

    [Fact]
    public async Task Bytes_are_bytes()
    {
        await using var open = OpenStorage.Create();
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        await open.Storage.Output.AppendAsync(Key, 0, all);

        Assert.Equal(all, (await open.Storage.Output.ReadAsync(Key, 0, 1_000)).ToArray());
    }

    [Fact]
    public async Task Of_two_that_append_at_one_place_one_is_taken()
    {
        await using var open = OpenStorage.Create();

        AppendResult[] results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AppendAsync(open, 0, "chunk").AsTask()));

        _ = Assert.Single(results, result => result.Taken);
        Assert.All(results, result => Assert.Equal(5, result.Have));
    }

    [Fact]
    public async Task A_follower_is_woken_by_growth_of_its_own_output_alone()
    {
        await using var open = OpenStorage.Create();
        Task grown = open.Storage.Output.WaitAsync(Key, 3, CancellationToken.None);
        await open.Storage.Output.AppendAsync(Key with { Attempt = 2 }, 0, "other output"u8.ToArray());
        await AppendAsync(open, 0, "abc");
        Assert.False(grown.IsCompleted);

        await AppendAsync(open, 3, "d");

        await grown.WaitAsync(Work.Patience);
        await open.Storage.Output.WaitAsync(Key, 2, CancellationToken.None).WaitAsync(Work.Patience);
    }

    [Fact]
    public async Task A_follower_that_gives_up_is_gone()
    {
        await using var open = OpenStorage.Create();
        using var stop = new CancellationTokenSource();
        Task grown = open.Storage.Output.WaitAsync(Key, 0, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grown);
    }

    [Fact]
    public async Task A_chunk_above_the_limit_is_refused()
    {
        await using var open = OpenStorage.Create();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await open.Storage.Output.AppendAsync(Key, 0, new byte[Limits.OutputChunkBytes + 1]));
    }

    [Fact]
    public async Task Large_output_is_read_in_parts()
    {
        await using var open = OpenStorage.Create();
        byte[] bytes = new byte[3 * 1024 * 1024 + 17];
        new Random(1).NextBytes(bytes);
        for (int from = 0; from < bytes.Length; from += Limits.OutputChunkBytes)
        {
            int size = Math.Min(Limits.OutputChunkBytes, bytes.Length - from);
            Assert.True((await open.Storage.Output.AppendAsync(Key, from, bytes.AsMemory(from, size))).Taken);
        }

        var read = new List<byte>();
        while (await open.Storage.Output.ReadAsync(Key, read.Count, int.MaxValue) is { IsEmpty: false } part) read.AddRange(part.ToArray());

        Assert.True(bytes.AsSpan().SequenceEqual(read.ToArray()));
    }

    private static ValueTask<AppendResult> AppendAsync(OpenStorage open, long from, string text) =>
        open.Storage.Output.AppendAsync(Key, from, Encoding.UTF8.GetBytes(text));

    private static async Task<string> ReadAsync(OpenStorage open, long from, int limit) =>
        Encoding.UTF8.GetString((await open.Storage.Output.ReadAsync(Key, from, limit)).Span);
}
