using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using TaskSync.Core.Tests.Lifecycle;

namespace TaskSync.Core.Tests.Views;

public class TextsSpecs
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("ab", 1, "…")]
    [InlineData("😀😀", 4, "😀😀")]
    [InlineData("😀😀", 3, "😀…")]
    [InlineData("😀😀", 2, "…")]
    [InlineData(null, 3, null)]
    public void A_text_is_cut_with_a_mark_and_never_within_a_character(string? text, int length, string? clipped) =>
        Assert.Equal(clipped, Texts.Clip(text, length));

    [Fact]
    public void Nothing_fits_into_no_room() => Assert.Throws<ArgumentOutOfRangeException>(() => Texts.Clip("a", 0));

    [Property]
    public void A_cut_text_fits_and_begins_as_the_whole_one(NonNull<string> text, PositiveInt length)
    {
        string clipped = Texts.Clip(text.Get, length.Get);

        Assert.True(clipped.Length <= length.Get);
        Assert.StartsWith(clipped == text.Get ? clipped : clipped[..^1], text.Get, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one\ntwo", "one")]
    [InlineData("\n\n one\r\ntwo", "one")]
    [InlineData("one", "one")]
    [InlineData(" \n ", "")]
    public void A_title_is_the_first_line_that_says_something(string text, string title) => Assert.Equal(title, Texts.FirstLine(text));

    [Theory]
    [InlineData("x")]
    [InlineData("\"")]
    [InlineData("語")]
    [InlineData("😀")]
    public void A_row_of_the_feed_takes_at_most_2_kB_in_every_language(string character)
    {
        string Long(int length) => string.Concat(Enumerable.Repeat(character, length / character.Length));
        TaskSnapshot task = Some.After(
            Some.Create(), new TaskCommand.Offer(Some.Agent), Some.Report(ReportKind.Started, 1),
            new TaskCommand.LoseLease(Some.Agent, 1, Some.Day)) with
        {
            Spec = Some.Spec() with { Title = Long(Limits.TitleLength) }, Message = Long(100_000),
            Ordinal = long.MaxValue, Version = long.MaxValue, Attempt = int.MaxValue, ExitCode = int.MinValue, LateReport = new(),
            Result = new() { Text = Long(1000), CostUsd = 999_999.123456789m },
            EndedAt = Some.Day.AddTicks(1), CreatedAt = Some.Day.AddTicks(1), Since = Some.Day.AddTicks(1), OrphanAt = Some.Day.AddTicks(1),
        };

        byte[] row = JsonSerializer.SerializeToUtf8Bytes(TaskSummary.Of(task, long.MaxValue), TaskSyncJson.Options);

        Assert.InRange(row.Length, 1000, 2048);
    }
}
