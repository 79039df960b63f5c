using System.Buffers.Binary;
using System.Text;

namespace TaskSync.Agent.Platform.MacOs;

/// <summary>
/// What <c>sysctl kern.procargs2</c> tells of a process: with what it was started. The kernel writes the
/// number of arguments (32 bits), the path of the program, zeros up to the first argument, the arguments and
/// then the environment, each ended by a zero.
/// </summary>
/// <param name="Arguments">The program's own name for itself first.</param>
/// <param name="Environment">
/// As <c>NAME=value</c>. None if the kernel keeps it to itself: it does so for Apple's own programs
/// (<c>cs_restricted</c> in <c>sysctl_procargsx</c>, unless System Integrity Protection is off),
/// <c>/bin/sh</c> and <c>/usr/bin/perl</c> among them, also for root.
/// </param>
internal sealed record ProcArgs(IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment)
{
    /// <summary>Reads the bytes; null if they hold no whole list of arguments.</summary>
    public static ProcArgs? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(int)) return null;
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        ReadOnlySpan<byte> rest = bytes[sizeof(int)..];
        if (count < 0 || Next(ref rest) is null) return null;
        rest = rest.TrimStart((byte)0);
        var arguments = new List<string>();
        while (arguments.Count < count)
        {
            if (Next(ref rest) is not { } argument) return null;
            arguments.Add(argument);
        }
        var environment = new List<string>();
        // What follows the environment are words of the kernel to the program; an empty one ends what is ours
        // to read.
        while (Next(ref rest) is { Length: > 0 } variable) environment.Add(variable);
        return new ProcArgs(arguments, environment);
    }

    private static string? Next(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty) return null;
        int end = rest.IndexOf((byte)0);
        string text = Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
        rest = end < 0 ? [] : rest[(end + 1)..];
        return text;
    }
}
