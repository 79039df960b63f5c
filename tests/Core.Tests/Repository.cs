namespace TaskSync.Core.Tests;

/// <summary>Where the files of this repository are, wherever the tests were built to.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TaskSync.sln"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException("No TaskSync.sln above the tests: run them from a checkout.");
    }
}
