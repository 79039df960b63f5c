namespace TaskSync.Tidy.Tests;

/// <summary>What must not stand in the source, and that we would see it.</summary>
public class BanSpecs
{
    /// <summary>This folder holds what it bans, as samples.</summary>
    private const string Here = "tests/Tidy.Tests";

    public static TheoryData<string> Every => [.. Bans.All.Select(ban => ban.Name)];

    [Theory]
    [MemberData(nameof(Every))]
    public void Nothing_banned_stands_in_the_source(string name)
    {
        string[] found = [.. Find(name).Find(Tree.Files.Where(file => !file.IsBelow(Here)))];

        Assert.True(found.Length == 0, $"Banned: {name}.\n{string.Join('\n', found)}");
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void The_scan_finds_what_is_banned_and_nothing_like_it(string name)
    {
        Ban ban = Find(name);
        SourceFile[] places = [.. Places().Where(ban.Applies)];

        Assert.NotEmpty(places);
        Assert.All(places, place => Assert.Single(ban.Find([place with { Text = $"\n  {ban.Breaks}\n" }])));
        Assert.All(places, place => Assert.Empty(ban.Find([place with { Text = $"\n{ban.Keeps}\n" }])));
    }

    [Theory]
    [InlineData("a, b(c, d), e)", "a|b(c, d)|e")]
    [InlineData(")", "")]
    [InlineData("a[1, 2]) + f(3)", "a[1, 2]")]
    public void Arguments_are_told_apart(string text, string arguments) =>
        Assert.Equal(arguments, string.Join('|', Calls.Arguments(text)!));

    [Theory]
    [InlineData("await Task.Delay(50, TimeProvider.System);", true)]
    [InlineData("await Task.WhenAny(done, Task.Delay(limit));", true)]
    [InlineData("await Task.Delay(world.Dice.Between(1, 2), process);", false)]
    [InlineData("await Task.Delay(Timeout.InfiniteTimeSpan, request.Aborted);", false)]
    public void A_delay_needs_a_clock_that_was_handed_in(string line, bool banned) =>
        Assert.Equal(banned, Bans.All.Single(ban => ban.Name == "a delay without a TimeProvider").IsIn(line));

    [Fact]
    public void A_comment_may_name_what_is_banned() =>
        Assert.Empty(Bans.All[0].Find([new("src/Core/A.cs", "    // Never DateTime.UtcNow.\n    /// Not UtcNow either.")]));

    [Fact]
    public void The_scan_sees_the_tree()
    {
        Assert.Contains(Tree.Files, file => file.Path == "src/Core/Tasks/TaskMachine.cs");
        Assert.DoesNotContain(Tree.Files, file => file.Path.Contains("artifacts/", StringComparison.Ordinal));
    }

    private static Ban Find(string name) => Bans.All.Single(ban => ban.Name == name);

    private static IEnumerable<SourceFile> Places() => new[]
    {
        "src/Core/A.cs", "src/Grains/A.cs", "tests/Core.Tests/A.cs", "bench/A.cs", "src/Api/wwwroot/a.js", "docs/a.md",
    }.Select(path => new SourceFile(path, ""));
}
