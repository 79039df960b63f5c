namespace TaskSync.Core.Tests.Lifecycle;

/// <summary>The tables of <c>docs/lifecycle.md</c>: whatever stands under a heading, as row → column → cell.</summary>
internal static class LifecycleDocument
{
    public static Table Main { get; } = Read("## The table");

    public static Table Facts { get; } = Read("## What follows from a situation");

    public static Table Held { get; } = Read("## After a restored backup");

    public static IReadOnlySet<string> Terminal { get; } =
        Main.Rows.Where(row => row.Split('/')[0] is "completed" or "failed" or "cancelled").ToHashSet();

    private static Table Read(string heading)
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("docs", "lifecycle.md"));
        var cells = new Dictionary<(string Row, string Column), string>();
        string[]? header = null;
        foreach (string line in lines.SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)))
        {
            if (!line.StartsWith('|')) header = null;
            else if (header is null) header = Split(line);
            else if (Split(line) is var row && row[0].Trim('-').Length > 0) Add(cells, header, row);
        }
        return new(cells);
    }

    private static void Add(Dictionary<(string Row, string Column), string> cells, string[] header, string[] row)
    {
        Assert.Equal(header.Length, row.Length);
        for (int i = 1; i < row.Length; i++) cells.Add((row[0], header[i]), row[i]);
    }

    private static string[] Split(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];
}

/// <summary>Cells by row and column. Several tables with the same rows are one.</summary>
internal sealed record Table(IReadOnlyDictionary<(string Row, string Column), string> Cells)
{
    public const string NoCase = "—";

    public IReadOnlyList<string> Rows { get; } = [.. Cells.Keys.Select(key => key.Row).Distinct()];

    public IReadOnlyList<string> Columns { get; } = [.. Cells.Keys.Select(key => key.Column).Distinct()];

    public string this[string row, string column] => Cells[(row, column)];
}
