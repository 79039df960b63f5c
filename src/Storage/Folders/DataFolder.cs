using System.Globalization;

namespace TaskSync.Storage;

/// <summary>
/// The folder of one server: its databases, and a lock that is held for as long as this object lives, because two
/// servers on one folder would each believe to be the authority.
/// </summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>
    /// The file that is locked. Nobody else can read it meanwhile, so who holds it stands in another.
    /// </summary>
    public const string LockFile = "server.lock";

    /// <summary>The file that names the process of the newest owner.</summary>
    public const string ProcessFile = "server.pid";

    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held) => (Root, _lock) = (path, held);

    /// <summary>The folder, absolute.</summary>
    public string Root { get; }

    /// <summary>The catalog's database: all but output.</summary>
    public string CatalogFile => Path.Combine(Root, "catalog.db");

    /// <summary>The database of output bytes.</summary>
    public string OutputFile => Path.Combine(Root, "output.db");

    /// <summary>Takes a folder into possession; makes it, for its owner's eyes only, if there is none.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DataFolderException">It is in use, or can't be made or written to.</exception>
    public static DataFolder Open(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            CreateFolder(full);
            return new DataFolder(full, TakeLock(full));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(full, e);
        }
    }

    /// <summary>Makes a folder, for its owner's eyes only, if there is none. Any number of servers may use it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DataFolderException">It can't be made.</exception>
    public static void Make(string path)
    {
        try
        {
            CreateFolder(Path.GetFullPath(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, e);
        }
    }

    /// <summary>
    /// Makes an empty file that only its owner can read, if there is none; SQLite gives its side files the same
    /// rights.
    /// </summary>
    internal static void EnsureFile(string path)
    {
        using FileStream file = new(path, OwnerOnly(new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite }));
    }

    internal static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerFolder);
    }

    internal static FileStreamOptions OwnerOnly(FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerFile;
        return options;
    }

    /// <summary>Gives the folder free.</summary>
    public void Dispose() => _lock.Dispose();

    private static DataFolderException Unusable(string path, Exception why) => new(
        $"The data folder {path} can't be used: {why.Message} Check that it is a folder which this user may write to, " +
        "or name another one with --data.", why);

    private static FileStream TakeLock(string folder)
    {
        string path = Path.Combine(folder, LockFile);
        string process = Path.Combine(folder, ProcessFile);
        FileStream held;
        try
        {
            // The lock is the operating system's, so it ends with the process, however that ends. The file itself
            // stays.
            held = new FileStream(path, OwnerOnly(new()
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None,
            }));
        }
        catch (IOException e) when (File.Exists(path))
        {
            string who = File.Exists(process) ? $" (process {File.ReadAllText(process).Trim()})" : "";
            throw new DataFolderException($"The data folder {folder} is in use by another TaskSync server{who}. " +
                "Stop that one first, or start this one with another folder: --data DIR.", e);
        }
        EnsureFile(process);
        File.WriteAllText(process, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        return held;
    }
}
