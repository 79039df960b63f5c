using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Journal;

/// <summary>Files that are whole and on disk when the call returns.</summary>
internal static class DurableFile
{
    /// <summary>Only the agent's user may read what people have asked for.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode PrivateFolder = Private | UnixFileMode.UserExecute;

    /// <summary>Writes a file under a temporary name, and gives it its name when all is there.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string draft = path + ".new";
        File.Delete(draft);
        using (var file = new FileStream(draft, Options(FileMode.CreateNew)))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
        LibC.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Adds to the end of a file, made if it is not there.</summary>
    public static void Append(string path, ReadOnlySpan<byte> content)
    {
        bool isNew = !File.Exists(path);
        using (var file = new FileStream(path, Options(FileMode.Append)))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        if (isNew) LibC.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes a folder, and all above it, for the agent's user alone.</summary>
    public static void CreateFolder(string path) => Directory.CreateDirectory(path, PrivateFolder);

    private static FileStreamOptions Options(FileMode mode) => new()
    {
        Mode = mode, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0, UnixCreateMode = Private,
    };
}
