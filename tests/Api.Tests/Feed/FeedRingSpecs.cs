using TaskSync.Api.Feed;

namespace TaskSync.Api.Tests.Feed;

public sealed class FeedRingSpecs
{
    private readonly FeedRing _ring = new(4);
    private readonly FeedFrame[] _buffer = new FeedFrame[10];

    [Fact]
    public void Nobody_joins_before_it_begins() => Assert.False(_ring.TryJoin(0, out _));

    [Fact]
    public void Whoever_has_seen_everything_before_it_began_joins()
    {
        _ring.Begin(10);

        Assert.False(_ring.TryJoin(9, out _));
        Assert.True(_ring.TryJoin(10, out _));
        Assert.True(_ring.TryJoin(12, out _));
    }

    [Fact]
    public void A_follower_reads_what_was_put_in_order()
    {
        _ring.Begin(10);
        _ring.TryJoin(10, out long place);
        _ring.Put([Row(11), Row(12)]);
        _ring.Put([Row(14)]);

        Assert.Equal([11L, 12, 14], Read(ref place)!);
        Assert.Empty(Read(ref place)!);
    }

    [Fact]
    public void A_follower_that_is_overtaken_has_fallen_behind()
    {
        _ring.Begin(10);
        _ring.TryJoin(10, out long place);
        _ring.Put([Row(11), Row(12), Row(13), Row(14)]);
        Assert.True(_ring.TryJoin(10, out _));

        _ring.Put([Row(15)]);

        Assert.Null(Read(ref place));
        Assert.False(_ring.TryJoin(10, out _));
        Assert.True(_ring.TryJoin(11, out place));
        Assert.Equal([12L, 13, 14, 15], Read(ref place)!);
    }

    [Fact]
    public void News_ends_when_something_is_put()
    {
        _ring.Begin(10);
        _ring.TryJoin(10, out long place);
        _ring.Read(ref place, _buffer, out Task news);
        Assert.False(news.IsCompleted);

        _ring.Put([Row(11)]);

        Assert.True(news.IsCompleted);
    }

    [Fact]
    public void What_was_there_before_a_rest_is_forgotten()
    {
        _ring.Begin(10);
        _ring.TryJoin(10, out long place);
        _ring.Put([Row(11)]);

        _ring.Begin(20);

        Assert.Null(Read(ref place));
        Assert.False(_ring.TryJoin(11, out _));
        Assert.True(_ring.TryJoin(20, out _));
    }

    private static FeedFrame Row(long change) => new(change, IsRow: true, null, []);

    private long[]? Read(ref long place)
    {
        int count = _ring.Read(ref place, _buffer, out _);
        return count < 0 ? null : [.. _buffer.Take(count).Select(frame => frame.Change)];
    }
}
