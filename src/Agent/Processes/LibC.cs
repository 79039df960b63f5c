using System.Runtime.InteropServices;
using System.Text;

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

    /// <summary>The longest path there is, with its end: <c>PATH_MAX</c> of Linux. That of macOS is a quarter of it.</summary>
    private const int LongestPath = 4096;

    /// <summary><c>O_WRONLY | O_NONBLOCK</c>, which each system numbers as it likes.</summary>
    private static readonly int WriteNowOnly = OperatingSystem.IsMacOS() ? 0x5 : 0x801;

    /// <summary>Sends a signal to a process, or with a negative id to a group.</summary>
    /// <returns>Whether there was anybody to send it to.</returns>
    public static bool Signal(int pid, int signal) => Kill(pid, signal) == 0;

    /// <summary>Whether a process group has members. Ended ones that nobody has waited for count.</summary>
    public static bool GroupExists(int group) => Kill(-group, 0) == 0;

    /// <summary>The path with all links resolved; null if it does not exist.</summary>
    public static string? RealPath(string path)
    {
        // A place of our own: not every realpath that macOS has under this name makes one.
        byte[] resolved = new byte[LongestPath];
        if (ResolvePath(path, resolved) == 0) return null;
        return Encoding.UTF8.GetString(resolved.AsSpan(0, resolved.AsSpan().IndexOf((byte)0)));
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
        if (OperatingSystem.IsMacOS()) return FileNumberOnMac(path);
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

    /// <summary><c>struct stat</c> of <c>sys/stat.h</c>: the device, 32 bits; mode and links; the inode, 64 bits.</summary>
    private static (ulong Inode, string Device)? FileNumberOnMac(string path)
    {
        const int Size = 144, InodeAt = 8, DeviceSize = 4;
        byte[] stat = new byte[Size];
        // On Intel the plain name still means the numbers of 32 bits that there once were.
        int result = RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? StatOnIntelMac(path, stat) : StatOnMac(path, stat);
        return result == 0
            ? (BitConverter.ToUInt64(stat, InodeAt), Convert.ToHexStringLower(stat.AsSpan(0, DeviceSize))) : null;
    }

    /// <summary>What tells this Mac from every other; null if it does not say.</summary>
    public static string? MacId()
    {
        const int UuidSize = 16;
        byte[] id = new byte[UuidSize];
        // A struct timespec: it answers at once or not at all.
        long[] wait = [1, 0];
        return HostId(id, wait) == 0 ? Convert.ToHexStringLower(id) : null;
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
        string open = OperatingSystem.IsMacOS() ? "/dev/fd" : "/proc/self/fd";
        foreach (string entry in Directory.EnumerateFileSystemEntries(open))
        {
            if (int.TryParse(Path.GetFileName(entry), out int fd) && fd > 2) KeepToSelf(fd);
        }
    }

    private static void KeepToSelf(int fd)
    {
        // FIOCLEX of sys/filio.h takes no argument. The one of fcntl, whose arguments vary in number, travels in another way
        // on Macs with chips of Apple's than a call from here sends it.
        const nuint CloseOnExecOnMac = 0x20006601;
        _ = OperatingSystem.IsMacOS() ? DeviceControl(fd, CloseOnExecOnMac) : Control(fd, SetFlags, CloseOnExec);
    }

    private static IOException Error(string verb, string path) =>
        new($"{path} could not be {verb}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ResolvePath(string path, byte[] resolved);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint mask, ref byte stat);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatOnMac(string path, byte[] stat);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatOnIntelMac(string path, byte[] stat);

    [LibraryImport("libc", EntryPoint = "gethostuuid", SetLastError = true)]
    private static partial int HostId(byte[] id, long[] wait);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int DeviceControl(int fd, nuint request);

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
