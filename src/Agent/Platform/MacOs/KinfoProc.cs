using System.Buffers.Binary;
using System.Text;

namespace TaskSync.Agent.Platform.MacOs;

/// <summary>
/// What is read of <c>struct kinfo_proc</c> (<c>sys/sysctl.h</c>), which holds a <c>struct extern_proc</c>
/// (<c>sys/proc.h</c>) and a <c>struct eproc</c>. Macs with chips of Intel's and of Apple's lay them out
/// alike: LP64, little-endian.
/// </summary>
/// <param name="Pid"><c>kp_proc.p_pid</c>.</param>
/// <param name="Parent"><c>kp_eproc.e_ppid</c>.</param>
/// <param name="Group"><c>kp_eproc.e_pgid</c>.</param>
/// <param name="StartedAt">
/// <c>kp_proc.p_starttime</c>, in microseconds since 1970: taken at the fork, and never changed.
/// </param>
/// <param name="IsZombie">Whether <c>kp_proc.p_stat</c> is <c>SZOMB</c>.</param>
/// <param name="Name"><c>kp_proc.p_comm</c>: the first 16 bytes of its name.</param>
internal sealed record KinfoProc(int Pid, int Parent, int Group, long StartedAt, bool IsZombie, string Name)
{
    /// <summary><c>sizeof(struct kinfo_proc)</c>.</summary>
    public const int Size = 648;

    // offsetof(struct kinfo_proc, …). The times are a struct timeval: 64 bits of seconds, 32 of microseconds.
    internal const int SecondsAt = 0, MicrosecondsAt = 8, StatusAt = 36, PidAt = 40, NameAt = 243, ParentAt = 560, GroupAt = 564;

    /// <summary><c>SZOMB</c> of <c>sys/proc.h</c>.</summary>
    internal const byte Zombie = 5;

    /// <summary><c>MAXCOMLEN + 1</c> of <c>sys/param.h</c>.</summary>
    internal const int NameSize = 17;

    private const long PerSecond = 1_000_000;

    /// <summary>
    /// Reads what a sysctl has returned. What is left over at the end is no whole record and is no process.
    /// </summary>
    public static IEnumerable<KinfoProc> ReadAll(byte[] bytes)
    {
        for (int at = 0; at + Size <= bytes.Length; at += Size) yield return Read(bytes.AsSpan(at, Size));
    }

    private static KinfoProc Read(ReadOnlySpan<byte> record)
    {
        ReadOnlySpan<byte> name = record.Slice(NameAt, NameSize);
        int end = name.IndexOf((byte)0);
        return new KinfoProc(
            Number(record, PidAt), Number(record, ParentAt), Number(record, GroupAt),
            BinaryPrimitives.ReadInt64LittleEndian(record[SecondsAt..]) * PerSecond + Number(record, MicrosecondsAt),
            record[StatusAt] == Zombie, Encoding.UTF8.GetString(end < 0 ? name : name[..end]));
    }

    private static int Number(ReadOnlySpan<byte> record, int at) => BinaryPrimitives.ReadInt32LittleEndian(record[at..]);
}
