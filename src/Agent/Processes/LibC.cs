using System.Runtime.InteropServices;

namespace TaskSync.Agent.Processes;

/// <summary>The few calls to the system that .NET does not offer.</summary>
internal static partial class LibC
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    private const int ReadOnly = 0;
    private const int SetFlags = 2;
    private const int CloseOnExec = 1;
    private const int FileExists = 17;
    private const int WriteNowOnly = 0x801;

    /// <summary>Sends a signal to a process, or with a negative id to a group.</summary>
    /// <returns>Whether there was anybody to send it to.</returns>
    public static bool Signal(int pid, int signal) => Kill(pid, signal) == 0;

    /// <summary>Whether a process group has members. Ended ones that nobody has waited for count.</summary>
    public static bool GroupExists(int group) => Kill(-group, 0) == 0;

    /// <summary>The path with all links resolved; null if it does not exist.</summary>
    public static string? RealPath(string path)
    {
        nint resolved = ResolvePath(path, 0);
        if (resolved == 0) return null;
        try
        {
            return Marshal.PtrToStringUTF8(resolved);
        }
        finally
        {
            Free(resolved);
        }
    }

    /// <summary>Whether this process may execute the file.</summary>
    public static bool MayExecute(string path)
    {
        const int ExecuteOk = 1;
        return Access(path, ExecuteOk) == 0;
    }

    /// <summary>Whether this process may write to the file or folder.</summary>
    public static bool MayWrite(string path)
    {
        const int WriteOk = 2;
        return Access(path, WriteOk) == 0;
    }

    /// <summary>The number of a file and of the disk that it is on; null if the file or the call is not there.</summary>
    public static (ulong Inode, string Device)? FileNumber(string path)
    {
        const int CurrentFolder = -100, WantInode = 0x100, Size = 256;
        // The layout of struct statx is the same on every architecture; that of struct stat is not.
        const int InodeAt = 32, DeviceAt = 136;
        Span<byte> stat = stackalloc byte[Size];
        try
        {
            if (Stat(CurrentFolder, path, 0, WantInode, ref MemoryMarshal.GetReference(stat)) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
        return (MemoryMarshal.Read<ulong>(stat[InodeAt..]), Convert.ToHexStringLower(stat.Slice(DeviceAt, 8)));
    }

    /// <summary>Makes a named pipe for this user, unless it is there.</summary>
    public static void MakePipe(string path)
    {
        const uint UserOnly = 0x180;
        if (MakeFifo(path, UserOnly) != 0 && Marshal.GetLastPInvokeError() != FileExists) throw Error("made", path);
    }

    /// <summary>Writes a few bytes to a named pipe, all or none, without waiting for anybody.</summary>
    /// <returns>False if nobody reads there, or it is full.</returns>
    public static bool TryWriteToPipe(string path, byte[] bytes)
    {
        int fd = Open(path, WriteNowOnly);
        if (fd < 0) return false;
        try
        {
            return Write(fd, bytes, bytes.Length) == bytes.Length;
        }
        finally
        {
            _ = Close(fd);
        }
    }

    /// <summary>Makes the names in a folder durable: the other half of making a new file durable.</summary>
    public static void SyncFolder(string path)
    {
        int fd = Open(path, ReadOnly);
        if (fd < 0) throw Error("opened", path);
        try
        {
            if (Sync(fd) != 0) throw Error("synced", path);
        }
        finally
        {
            _ = Close(fd);
        }
    }

    /// <summary>
    /// Keeps what the agent has inherited to itself. A pipe of whoever started the agent would otherwise be
    /// held open by every command for as long as it runs.
    /// </summary>
    public static void KeepInheritedFilesToSelf()
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(entry), out int fd) && fd > 2) _ = Control(fd, SetFlags, CloseOnExec);
        }
    }

    private static IOException Error(string verb, string path) =>
        new($"{path} could not be {verb}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ResolvePath(string path, nint buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(nint memory);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint mask, ref byte stat);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int fd, byte[] bytes, nint count);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int fd);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int fd, int command, int argument);
}
