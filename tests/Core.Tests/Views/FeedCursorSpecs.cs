using FsCheck;
using FsCheck.Xunit;

namespace TaskSync.Core.Tests.Views;

public class FeedCursorSpecs
{
    [Property]
    public void A_cursor_reads_back(NonNegativeInt change)
    {
        var cursor = new FeedCursor("e4f0", change.Get);

        Assert.True(FeedCursor.TryParse(cursor.ToString(), out FeedCursor read));
        Assert.Equal(cursor, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("e")]
    [InlineData(".5")]
    [InlineData("e.")]
    [InlineData("e.-5")]
    [InlineData("e.+5")]
    [InlineData("e. 5")]
    [InlineData("e.5 ")]
    [InlineData("e.5.6")]
    [InlineData("e.0x5")]
    [InlineData("e.9223372036854775808")]
    [InlineData("012345678901234567890123456789012.5")]
    public void What_is_no_cursor_is_not_read(string? text)
    {
        Assert.False(FeedCursor.TryParse(text, out FeedCursor cursor));
        Assert.Equal(default, cursor);
    }
}
