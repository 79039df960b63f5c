using System.Globalization;
using System.Runtime.InteropServices;

namespace TaskSync.Cli.Local;

/// <summary>
/// One process, for certain: ids are used again, an id with its start time is not. Linux tells it; other
/// systems don't.
/// </summary>
internal sealed partial record ProcessMark(int Pid, ulong StartTicks)
{
    private const int StartTimeField = 22;
    private const int Terminating = 15;

    /// <summary>Whether exactly this process still lives.</summary>
    public bool Lives => Of(Pid) == this;

    /// <summary>The process with this id, if it lives.</summary>
    public static ProcessMark? Of(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            // The second field is the program's name in parentheses and may hold anything, blanks and
            // parentheses as well.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields[0] == "Z") return null;
            return new(pid, ulong.Parse(fields[StartTimeField - 3], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static ProcessMark? Parse(string text) =>
        text.Trim().Split(' ') is [string pid, string ticks]
        && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
        && ulong.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out ulong start)
            ? new(id, start) : null;

    /// <summary>Asks it to end; nothing happens if it is gone already.</summary>
    public void Terminate()
    {
        if (Lives) _ = Kill(Pid, Terminating);
    }

    public override string ToString() => $"{Pid} {StartTicks}";

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
