using System.Text;
using TaskSync.Agent.Journal;
using TaskSync.Core.Ports;

namespace TaskSync.Agent.Output;

/// <summary>
/// What the server gets of more output than a task may have: its beginning, a mark, and when it is over its end.
/// </summary>
internal static class OutputCut
{
    /// <summary>How much of the end follows the mark: the summary or the error that people look for.</summary>
    public const int EndBytes = 64 * 1024;

    private const int Mega = 1_000_000;

    /// <summary>The mark: a line of its own, always the same for a limit, so that it can be sent in parts.</summary>
    public static byte[] Mark(long limit)
    {
        string size = limit >= Mega ? $"{limit / Mega} MB" : $"{limit} bytes";
        return Encoding.UTF8.GetBytes(
            $"\n[tasksync: this output is cut after {size}. When it is over, its end follows; all of it stays on the agent for a while.]\n");
    }

    /// <summary>Whether an output of that length is cut. A limit of 0 cuts nothing.</summary>
    public static bool IsCut(long length, long limit) => limit > 0 && length > limit;

    /// <summary>
    /// Decides, now that it is over, what the server gets of it. What a descendant writes later is not looked at.
    /// </summary>
    /// <returns>How many bytes that is.</returns>
    public static long Finish(AttemptFolder folder, OutputStream stream, long limit, Secrets secrets)
    {
        long length = folder.OutputLength(stream);
        if (!IsCut(length, limit)) return length;
        int end = (int)Math.Min(EndBytes, length - limit);
        return limit + Mark(limit).Length + KeepEnd(folder, stream, length, end, secrets);
    }

    /// <summary>Puts the end aside, masked, as it is sent. A full disk keeps none.</summary>
    private static int KeepEnd(AttemptFolder folder, OutputStream stream, long length, int end, Secrets secrets)
    {
        try
        {
            ReadOnlyMemory<byte> masked = MaskedFile.Read(folder.Output(stream), length - end, end, secrets);
            DurableFile.Replace(folder.OutputEnd(stream), masked.Span);
            return masked.Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
