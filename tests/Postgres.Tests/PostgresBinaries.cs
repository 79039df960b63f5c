namespace TaskSync.Storage.Tests;

/// <summary>Where PostgreSQL's programs are: Debian's folders, the newest first, then the path.</summary>
internal static class PostgresBinaries
{
    private const string DebianFolder = "/usr/lib/postgresql";

    public static string? Folder { get; } = Candidates().FirstOrDefault(IsWhole);

    /// <summary>Null if they are there.</summary>
    public static string? WhyMissing =>
        Folder is null ? "PostgreSQL is not installed (apt-get install postgresql)." : null;

    private static IEnumerable<string> Candidates()
    {
        string[] debian = Directory.Exists(DebianFolder) ? Directory.GetDirectories(DebianFolder) : [];
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return [.. debian.OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin")), .. path];
    }

    private static bool IsWhole(string folder) =>
        folder.Length > 0 && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
}
