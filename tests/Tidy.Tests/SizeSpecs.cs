namespace TaskSync.Tidy.Tests;

public class SizeSpecs
{
    /// <summary>We aim at 110 characters; beyond this a line no longer stands beside another on a screen.</summary>
    private const int Characters = 130;

    /// <summary>
    /// How many longer lines a project still has. The figures may only fall: who shortens lines lowers them, and nobody raises them.
    /// </summary>
    private static readonly Dictionary<string, int> LongLines = new()
    {
        ["Agent"] = 41, ["Api"] = 0, ["Cli"] = 0, ["Core"] = 23, ["Embedded"] = 23, ["Grains"] = 13, ["Silo"] = 7, ["Postgres"] = 0,
        ["Storage"] = 0,
    };

    /// <summary>A file beyond this hides more than it tells. Most are far below: the median is meant to be about 80.</summary>
    private const int Lines = 400;

    [Fact]
    public void No_file_of_the_product_is_too_long_to_read() => Assert.Empty(TooLong(Tree.Files));

    [Fact]
    public void The_scan_finds_a_file_that_is()
    {
        Assert.Single(TooLong([new("src/Core/A.cs", string.Concat(Enumerable.Repeat("x\n", Lines + 1)))]));
        Assert.Empty(TooLong([new("src/Core/A.cs", string.Concat(Enumerable.Repeat("x\n", Lines)))]));
    }

    [Fact]
    public void Long_lines_only_become_fewer()
    {
        IEnumerable<string> more =
            from project in LongLines
            let lines = LinesTooLong(Tree.Files.Where(file => file.IsBelow($"src/{project.Key}"))).ToList()
            where lines.Count > project.Value
            select $"{project.Key} has {lines.Count} lines of more than {Characters} characters, not {project.Value}:\n{string.Join('\n', lines)}";

        Assert.True(!more.Any(), string.Join("\n\n", more));
    }

    [Fact]
    public void Every_project_is_measured() =>
        Assert.Empty(Tree.Files.Where(file => file.IsBelow("src")).Select(file => file.Path.Split('/')[1]).Distinct().Except(LongLines.Keys));

    [Fact]
    public void The_scan_finds_a_long_line()
    {
        Assert.Equal(["src/Core/A.cs:2"], LinesTooLong([new("src/Core/A.cs", "\n" + new string('x', Characters + 1))]));
        Assert.Empty(LinesTooLong([new("src/Core/A.cs", new string('x', Characters))]));
    }

    private static IEnumerable<string> LinesTooLong(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Is(".cs")
        from line in file.Lines.Select((text, index) => (Text: text.TrimEnd('\r'), Number: index + 1))
        where line.Text.Length > Characters
        select $"{file.Path}:{line.Number}";

    private static IEnumerable<string> TooLong(IEnumerable<SourceFile> files) =>
        from file in files
        where file.IsBelow("src") && file.Is(".cs", ".js", ".mjs", ".css", ".html")
        let lines = file.Text.TrimEnd('\n').Split('\n').Length
        where lines > Lines
        select $"{file.Path}: {lines} lines";
}
