namespace TaskSync.Core.Tests.Json;

public class WordsSpecs
{
    [Fact]
    public void Every_value_but_none_has_a_word_that_reads_back()
    {
        foreach (TaskState state in Enum.GetValues<TaskState>().Except([TaskState.None]))
        {
            Assert.True(Words.TryParse(Words.Of(state), out TaskState read));
            Assert.Equal(state, read);
        }
        Assert.Equal("input_required", Words.Of(TaskState.InputRequired));
        Assert.Equal(Enum.GetValues<TaskState>().Length - 1, Words.All<TaskState>().Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("Working")]
    [InlineData("inputRequired")]
    [InlineData("2")]
    [InlineData("working ")]
    public void Nothing_else_is_a_word(string? text)
    {
        Assert.False(Words.TryParse(text, out TaskState state));
        Assert.Equal(TaskState.None, state);
    }

    [Fact]
    public void Zero_is_none_in_every_enum()
    {
        IEnumerable<Type> enums = typeof(TaskState).Assembly.GetExportedTypes().Where(type => type.IsEnum);

        Assert.All(enums, type => Assert.Equal("None", Enum.GetName(type, 0)));
    }
}
