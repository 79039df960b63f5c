using FsCheck.Xunit;

namespace TaskSync.Core.Tests.Views;

public class SearchWordsSpecs
{
    [Theory]
    [InlineData("Mend the FENCE, the gate!", "mend the fence gate")]
    [InlineData("src/Core/TaskMachine.cs", "src core taskmachine cs")]
    [InlineData("CAFÉ Café cafe\u0301", "café cafe\u0301")]
    [InlineData("हिन्दी 한국어", "हिन्दी 한국어")]
    [InlineData("a\0b\ud83dc", "a b c")]
    [InlineData("\"* OR\" <->", "or")]
    [InlineData("!!! %_ \t", "")]
    public void Words_are_runs_of_letters_and_digits_without_case(string text, string words) =>
        Assert.Equal(words, string.Join(' ', SearchWords.Of(text, 100)));

    [Property]
    public bool Any_text_has_words_that_are_legal_everywhere(string? text) => SearchWords.Of(text, Limits.SearchWords) is var words
        && words.Count <= Limits.SearchWords
        && words.All(word => word.Length is > 0 and <= Limits.SearchWordLength && word.All(c => !char.IsPunctuation(c) && c != '\0'))
        && words.SequenceEqual(SearchWords.Of(string.Join(' ', words), Limits.SearchWords));

    [Fact]
    public void A_text_without_end_has_no_more_words_than_are_asked_for() =>
        Assert.Equal(16, SearchWords.Of(string.Join(' ', Enumerable.Range(0, 10_000)), 16).Count);

    [Fact]
    public void A_word_without_end_is_known_by_its_beginning() =>
        Assert.Equal(Limits.SearchWordLength, SearchWords.Of(new string('x', 10_000), 16).Single().Length);
}
