using System.Text.RegularExpressions;

namespace TaskSync.Tidy.Tests;

/// <summary>Something that must not stand in the source.</summary>
/// <param name="Name">What is banned, and why, in a few words.</param>
/// <param name="Applies">Which files it is banned from.</param>
/// <param name="IsIn">Whether a line breaks the ban.</param>
/// <param name="Breaks">A line that does: it proves that the scan can see.</param>
/// <param name="Keeps">A line that looks like it and does not.</param>
internal sealed record Ban(string Name, Func<SourceFile, bool> Applies, Func<string, bool> IsIn, string Breaks, string Keeps)
{
    /// <summary>Whether comments count; most bans are on code.</summary>
    public bool InComments { get; init; }

    /// <summary>The few files that may, each with its reason beside it.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    public IEnumerable<string> Find(IEnumerable<SourceFile> files) =>
        from file in files
        where Applies(file) && !Allowed.Contains(file.Path)
        from line in file.Lines.Select((text, index) => (Text: text.TrimEnd('\r'), Number: index + 1))
        where (InComments || !IsComment(line.Text)) && IsIn(line.Text)
        select $"{file.Path}:{line.Number}: {line.Text.Trim()}";

    public override string ToString() => Name;

    private static bool IsComment(string line) => Regex.IsMatch(line, @"^\s*(//|\*|/\*)");
}
