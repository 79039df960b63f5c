using System.Globalization;
using System.Text;

namespace TaskSync.Agent.Processes;

/// <summary>A process as the system shows it.</summary>
/// <param name="Pid">Its id.</param>
/// <param name="Parent">Its parent's.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Session">Its session.</param>
/// <param name="StartTime">When it started, in clock ticks since the boot.</param>
/// <param name="IsGone">Whether it has ended and only waits to be waited for.</param>
/// <param name="Name">What it calls itself.</param>
internal sealed record ProcessInfo(
    int Pid, int Parent, int Group, int Session, long StartTime, bool IsGone, string Name);

/// <summary>The machine's processes, read from <c>/proc</c>.</summary>
internal static class ProcessTable
{
    /// <summary>The variable by which a process of an attempt is known.</summary>
    public const string Marker = "TASKSYNC_NONCE";

    /// <summary>Ticks a second in <c>/proc</c>: USER_HZ, which Linux has fixed for programs.</summary>
    private const double TicksPerSecond = 100;

    private static readonly Lazy<string> Boot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    /// <summary>This boot of the machine.</summary>
    public static string BootId => Boot.Value;

    /// <summary>All processes. One that comes or goes meanwhile may be in it or not.</summary>
    public static IReadOnlyList<ProcessInfo> Read()
    {
        var processes = new List<ProcessInfo>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            ReadOnlySpan<char> name = Path.GetFileName(folder.AsSpan());
            bool isProcess = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int pid);
            if (isProcess && Find(pid) is { } process) processes.Add(process);
        }
        return processes;
    }

    /// <summary>The process with this id now; null if there is none.</summary>
    public static ProcessInfo? Find(int pid)
    {
        try
        {
            return Parse(pid, File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the process that wrote the record still runs: the same id, the same start, the same boot, our
    /// nonce.
    /// </summary>
    public static bool IsAlive(ProcessRecord record, string nonce) =>
        record.BootId == BootId && Find(record.Pid) is { IsGone: false } process && process.StartTime == record.StartTime
            && Carries(record.Pid, nonce);

    /// <summary>Whether the nonce stands in the environment that the process was started with.</summary>
    public static bool Carries(int pid, string nonce)
    {
        if (nonce.Length == 0) return false;
        try
        {
            ReadOnlySpan<byte> environment = File.ReadAllBytes($"/proc/{pid}/environ");
            return environment.IndexOf(Encoding.ASCII.GetBytes($"{Marker}={nonce}\0")) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or somebody else's.
            return false;
        }
    }

    /// <summary>
    /// How long the process has been running by the machine's own clock, which nobody sets.
    /// </summary>
    public static TimeSpan RunningFor(ProcessRecord record)
    {
        string uptime = File.ReadAllText("/proc/uptime");
        double seconds = double.Parse(uptime.AsSpan(0, uptime.IndexOf(' ')), CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(Math.Max(0, seconds - record.StartTime / TicksPerSecond));
    }

    /// <summary>
    /// The name is in brackets and may itself contain brackets and blanks; all else is numbers.
    /// </summary>
    private static ProcessInfo? Parse(int pid, string stat)
    {
        int open = stat.IndexOf('('), close = stat.LastIndexOf(')');
        if (open < 0 || close < open) return null;
        string[] rest = stat[(close + 2)..].Split(' ');
        return new ProcessInfo(
            pid, Parent: Number(rest[1]), Group: Number(rest[2]), Session: Number(rest[3]),
            StartTime: long.Parse(rest[19], CultureInfo.InvariantCulture), IsGone: rest[0] is "Z" or "X" or "x",
            Name: stat[(open + 1)..close]);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
