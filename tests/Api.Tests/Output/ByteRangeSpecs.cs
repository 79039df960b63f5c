using TaskSync.Api.Output;

namespace TaskSync.Api.Tests.Output;

public sealed class ByteRangeSpecs
{
    [Theory]
    [InlineData(null, 0, 10, false)]
    [InlineData("bytes=0-3", 0, 4, true)]
    [InlineData("bytes=4-", 4, 6, true)]
    [InlineData("bytes=4-99", 4, 6, true)]
    [InlineData("bytes=9-9", 9, 1, true)]
    [InlineData("bytes=-3", 7, 3, true)]
    [InlineData("bytes=-99", 0, 10, true)]
    [InlineData("bytes=0-1,3-4", 0, 10, false)]
    [InlineData("lines=0-1", 0, 10, false)]
    [InlineData("bytes=x", 0, 10, false)]
    [InlineData("bytes=5-4", 0, 10, false)]
    public void A_range_of_ten_bytes(string? header, long from, long length, bool isPart) =>
        Assert.Equal(new ByteRange(from, length, isPart), ByteRange.Of(header, 10));

    [Theory]
    [InlineData("bytes=10-", 10)]
    [InlineData("bytes=99-100", 10)]
    [InlineData("bytes=-0", 10)]
    [InlineData("bytes=0-", 0)]
    [InlineData("bytes=-5", 0)]
    public void Bytes_that_are_not_there(string header, long total) =>
        Assert.Null(ByteRange.Of(header, total));

    [Fact]
    public void A_range_of_nothing_is_the_whole_of_nothing() =>
        Assert.Equal(new ByteRange(0, 0, false), ByteRange.Of(null, 0));
}
