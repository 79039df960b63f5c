using System.Runtime.InteropServices;

namespace TaskSync.Storage;

/// <summary>What .NET has no word for.</summary>
internal static class Disk
{
    private const int ReadOnly = 0;

    /// <summary>
    /// Has a folder's list of names written to disk, so that a file that was moved there is there after a power cut.
    /// </summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        int handle = Open(folder, ReadOnly);
        if (handle < 0) throw new IOException($"The folder {folder} can't be opened (error {Marshal.GetLastPInvokeError()}).");
        int result = FSync(handle);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (result != 0) throw new IOException($"The folder {folder} can't be written to disk (error {error}).");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FSync(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
