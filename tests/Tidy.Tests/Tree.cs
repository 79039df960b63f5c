namespace TaskSync.Tidy.Tests;

/// <summary>The files of this repository that people wrote, by their path from its root.</summary>
internal static class Tree
{
    private static readonly string[] Made = ["artifacts", "bin", "obj", "node_modules", ".git"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Files { get; } =
        [.. Walk(new DirectoryInfo(Root)).Select(file => new SourceFile(Relative(file), File.ReadAllText(file.FullName)))];

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(IsSource)
            .Concat(folder.EnumerateDirectories().Where(inner => !Made.Contains(inner.Name)).SelectMany(Walk));

    private static bool IsSource(FileInfo file) =>
        file.Extension is ".cs" or ".csproj" or ".props" or ".targets" or ".js" or ".mjs" or ".html" or ".css" or ".md" or ".sh" or "";

    private static string Relative(FileInfo file) => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TaskSync.sln"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException("No TaskSync.sln above the tests: run them from a checkout.");
    }
}

/// <summary>One file. <paramref name="Path"/> has forward slashes.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public string[] Lines => Text.Split('\n');

    public bool IsBelow(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public bool Is(params string[] extensions) => extensions.Any(extension => Path.EndsWith(extension, StringComparison.Ordinal));
}
