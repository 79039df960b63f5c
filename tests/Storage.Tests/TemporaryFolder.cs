namespace TaskSync.Storage.Tests;

/// <summary>A folder for one test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Name();

    public string this[string file] => Path.Combine(Root, file);

    /// <summary>The name of a folder that is not there yet.</summary>
    public static string Name() => Path.Combine(Path.GetTempPath(), $"tasksync-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(Root)) Directory.Delete(Root, recursive: true);
    }
}
