using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using TaskSync.Agent.Platform.MacOs;
using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Tests.Dummy;

/// <summary>
/// Stands in for macOS's kernel: tells of the real processes of this Linux as XNU would tell of its own, byte
/// for byte as Apple's headers lay it out. Like System Integrity Protection it keeps the environment of the
/// system's own programs to itself, shells and perl among them.
/// </summary>
internal sealed class XnuOnLinux : IXnu
{
    private const double TicksPerSecond = 100;

    /// <summary>When the machine came up, by the clock on the wall as it was first looked at.</summary>
    private static readonly DateTimeOffset Boot = TimeProvider.System.GetUtcNow() - Uptime();

    private static readonly string[] Protected = ["/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/"];

    string IXnu.BootSession() => ProcessTable.BootId.ToUpperInvariant();

    byte[] IXnu.AllProcesses() => [.. ProcessTable.Read().SelectMany(Record)];

    byte[] IXnu.OneProcess(int pid) => ProcessTable.Find(pid) is { } process ? Record(process) : [];

    int? IXnu.SessionOf(int pid) => ProcessTable.Find(pid)?.Session;

    TimeSpan? IXnu.Age(int pid) => ProcessTable.Find(pid) is { } process ? Uptime() - SinceBoot(process) : null;

    byte[]? IXnu.Arguments(int pid)
    {
        try
        {
            byte[] arguments = File.ReadAllBytes($"/proc/{pid}/cmdline");
            string program = new FileInfo($"/proc/{pid}/exe").LinkTarget ?? "";
            bool isProtected = Protected.Any(folder => program.StartsWith(folder, StringComparison.Ordinal));
            byte[] environment = isProtected ? [] : File.ReadAllBytes($"/proc/{pid}/environ");
            byte[] count = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(count, arguments.Count(one => one == 0));
            return [.. count, .. Encoding.UTF8.GetBytes(program), 0, 0, 0, 0, .. arguments, .. environment];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static byte[] Record(ProcessInfo process)
    {
        byte[] record = new byte[KinfoProc.Size];
        long microseconds = (Boot + SinceBoot(process) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(KinfoProc.SecondsAt), microseconds / 1_000_000);
        Write(record, KinfoProc.MicrosecondsAt, (int)(microseconds % 1_000_000));
        Write(record, KinfoProc.PidAt, process.Pid);
        Write(record, KinfoProc.ParentAt, process.Parent);
        Write(record, KinfoProc.GroupAt, process.Group);
        record[KinfoProc.StatusAt] = process.IsGone ? KinfoProc.Zombie : (byte)2;
        byte[] name = Encoding.UTF8.GetBytes(process.Name);
        name.AsSpan(0, Math.Min(name.Length, KinfoProc.NameSize - 1)).CopyTo(record.AsSpan(KinfoProc.NameAt));
        return record;
    }

    private static void Write(byte[] record, int at, int number) => BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(at), number);

    private static TimeSpan SinceBoot(ProcessInfo process) => TimeSpan.FromSeconds(process.StartTime / TicksPerSecond);

    private static TimeSpan Uptime() => TimeSpan.FromSeconds(
        double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture));
}
