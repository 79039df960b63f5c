using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace TaskSync.Agent.Platform.MacOs;

/// <summary>
/// macOS's kernel itself, by calls of libSystem. Numbers are those of Apple's <c>sys/sysctl.h</c>.
/// </summary>
internal sealed partial class Xnu : IXnu
{
    private const int Kern = 1, Proc = 14, ProcArgs2 = 49, ProcAll = 0, ProcPid = 1;

    /// <summary>
    /// Processes that may come between the question how many there are and the list of them.
    /// </summary>
    private const int Newcomers = 64;

    /// <summary>So often a list is asked for that has grown by more meanwhile.</summary>
    private const int Tries = 10;

    /// <summary><c>ENOMEM</c>: the place was too small.</summary>
    private const int TooSmall = 12;

    /// <summary>
    /// <c>ARG_MAX</c> of <c>sys/syslimits.h</c>: arguments and environment together are never more.
    /// </summary>
    private const int MostArguments = 1024 * 1024;

    /// <summary>
    /// <c>sizeof(struct rusage_info_v0)</c> and <c>ri_proc_start_abstime</c> in it, of <c>sys/resource.h</c>.
    /// </summary>
    private const int UsageSize = 96, StartAt = 80;

    /// <summary>
    /// Nanoseconds in one step of the kernel's clock, as a fraction: 1/1 on Intel, 125/3 on Apple's own
    /// chips.
    /// </summary>
    private static readonly Lazy<uint[]> Timebase = new(() =>
    {
        uint[] fraction = [1, 1];
        _ = MachTimebase(fraction);
        return fraction;
    });

    public string BootSession()
    {
        byte[] text = new byte[64];
        nint length = text.Length;
        if (SysctlByName("kern.bootsessionuuid", text, ref length, 0, 0) != 0) throw Error("kern.bootsessionuuid");
        return Encoding.ASCII.GetString(text, 0, (int)length).TrimEnd('\0');
    }

    public byte[] AllProcesses()
    {
        int[] name = [Kern, Proc, ProcAll, 0];
        for (int tries = 0; tries < Tries; tries++)
        {
            nint length = 0;
            if (Sysctl(name, 4, null, ref length, 0, 0) != 0) throw Error("kern.proc.all");
            byte[] records = new byte[length + Newcomers * KinfoProc.Size];
            length = records.Length;
            if (Sysctl(name, 4, records, ref length, 0, 0) == 0) return records[..(int)length];
            if (Marshal.GetLastPInvokeError() != TooSmall) break;
        }
        throw Error("kern.proc.all");
    }

    public byte[] OneProcess(int pid)
    {
        byte[] record = new byte[KinfoProc.Size];
        nint length = record.Length;
        return Sysctl([Kern, Proc, ProcPid, pid], 4, record, ref length, 0, 0) == 0 ? record[..(int)length] : [];
    }

    public byte[]? Arguments(int pid)
    {
        int[] name = [Kern, ProcArgs2, pid];
        nint length = 0;
        // A part of it would be its end, so the place is as large as it asks for.
        if (Sysctl(name, 3, null, ref length, 0, 0) != 0) return null;
        byte[] bytes = new byte[Math.Clamp(length, 0, MostArguments)];
        length = bytes.Length;
        return Sysctl(name, 3, bytes, ref length, 0, 0) == 0 ? bytes[..(int)length] : null;
    }

    public int? SessionOf(int pid)
    {
        int session = GetSession(pid);
        return session < 0 ? null : session;
    }

    public TimeSpan? Age(int pid)
    {
        const int Version0 = 0;
        byte[] usage = new byte[UsageSize];
        if (Usage(pid, Version0, usage) != 0) return null;
        ulong started = BinaryPrimitives.ReadUInt64LittleEndian(usage.AsSpan(StartAt));
        double nanoseconds = (double)(AbsoluteTime() - started) * Timebase.Value[0] / Timebase.Value[1];
        return TimeSpan.FromMicroseconds(nanoseconds / 1000);
    }

    private static IOException Error(string what) =>
        new($"sysctl {what} failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

    [LibraryImport("libSystem", EntryPoint = "sysctl", SetLastError = true)]
    private static partial int Sysctl(int[] name, uint count, byte[]? old, ref nint oldLength, nint next, nint nextLength);

    [LibraryImport("libSystem", EntryPoint = "sysctlbyname", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SysctlByName(string name, byte[] old, ref nint oldLength, nint next, nint nextLength);

    [LibraryImport("libSystem", EntryPoint = "getsid", SetLastError = true)]
    private static partial int GetSession(int pid);

    [LibraryImport("libSystem", EntryPoint = "proc_pid_rusage", SetLastError = true)]
    private static partial int Usage(int pid, int version, byte[] usage);

    [LibraryImport("libSystem", EntryPoint = "mach_absolute_time")]
    private static partial ulong AbsoluteTime();

    [LibraryImport("libSystem", EntryPoint = "mach_timebase_info")]
    private static partial int MachTimebase(uint[] fraction);
}
