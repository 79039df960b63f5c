using System.Diagnostics;
using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Platform.MacOs;

/// <summary>
/// macOS: the kernel's own tables say who is who, and one small perl supervises, because no program that
/// every Mac has gives a command a session of its own and tells an exit code from a signal.
/// </summary>
internal sealed class MacOsPlatform(IXnu xnu) : IPlatform
{
    /// <summary>
    /// What a supervisor's variables are called on their way to the command; see <see cref="Sheltered"/>.
    /// </summary>
    internal const string Shelter = "TASKSYNC_KEPT_";

    /// <summary>
    /// A process writes down whole seconds, the kernel microseconds; and a clock may be set by a little
    /// between both.
    /// </summary>
    private const long Tolerance = 1_000_000;

    private const long PerSecond = 1_000_000;

    private static readonly string Script = Scripts.Read("supervise.pl");

    /// <summary>
    /// macOS has had it since its first days; the others are those of people who bring their own.
    /// </summary>
    private static readonly string[] Places = ["/usr/bin/perl", "/opt/homebrew/bin/perl", "/usr/local/bin/perl"];

    private readonly Lazy<string> _boot = new(xnu.BootSession);

    public string? Caveat =>
        "Not yet proved on macOS by its makers: what is not macOS's own was tested elsewhere, the rest tries itself out at each "
        + "start. docs/agent.md says what that means.";

    public string BootId => _boot.Value;

    private static string? Perl { get; } = Places.FirstOrDefault(File.Exists);

    public async Task<string?> WhyNotAsync(TimeProvider time)
    {
        return Perl is null
            ? "The agent needs perl, which macOS brings along as /usr/bin/perl. Install it, with Homebrew for one."
            : await Trial.WhyNotAsync(this, time);
    }

    public ProcessStartInfo Supervise(Supervision attempt)
    {
        // -f: nothing that somebody has put beside perl for all its programs is run first.
        var start = new ProcessStartInfo(Perl ?? Places[0], [
            "-f", "-e", Script, "--", attempt.Nonce, attempt.Folder, BootId, attempt.Stdin, attempt.Cwd, .. attempt.Command])
        {
            WorkingDirectory = attempt.Cwd, UseShellExecute = false,
        };
        start.Environment.Clear();
        // A locale that is not there is no reason for perl to complain to the agent's terminal.
        start.Environment["PERL_BADLANG"] = "0";
        foreach ((string name, string value) in attempt.Environment) start.Environment[Sheltered(name)] = value;
        return start;
    }

    // The kernel itself is process 0, which means "this one" to all who are asked about it.
    public IReadOnlyList<ProcessInfo> Processes() =>
        [.. KinfoProc.ReadAll(xnu.AllProcesses()).Where(one => one.Pid > 0).Select(Info)];

    public ProcessInfo? Find(int pid) =>
        KinfoProc.ReadAll(xnu.OneProcess(pid)).Where(one => one.Pid == pid).Select(Info).FirstOrDefault();

    /// <summary>
    /// The record says between which seconds its process was born. The kernel gives nobody the id of a living
    /// process, group or session (<c>forkproc</c>), so who has the id now and is not younger than the record
    /// is who wrote it.
    /// </summary>
    public bool IsOfRecord(ProcessInfo process, ProcessRecord record) =>
        process.StartTime >= (record.NotBefore ?? record.StartTime) * PerSecond - Tolerance
            && process.StartTime < (record.StartTime + 1) * PerSecond + Tolerance;

    public bool? Carries(int pid, string nonce)
    {
        if (nonce.Length == 0) return false;
        if (xnu.Arguments(pid) is not { } bytes || ProcArgs.Read(bytes) is not { } started) return null;
        if (IsSupervisor(started, nonce) || started.Environment.Contains($"{ProcessTable.Marker}={nonce}")) return true;
        return started.Environment.Count > 0 ? false : null;
    }

    public TimeSpan RunningFor(ProcessRecord record) =>
        Find(record.Pid) is { } process && IsOfRecord(process, record) && xnu.Age(record.Pid) is { } age ? age : TimeSpan.Zero;

    /// <summary>Only where <see cref="Supervise"/> puts it: who looks for a nonce has it among its arguments, too.</summary>
    private static bool IsSupervisor(ProcArgs started, string nonce) =>
        started.Arguments is [_, "-f", "-e", _, "--", string carried, ..] && carried == nonce;

    /// <summary>
    /// What perl would take for its own, and what System Integrity Protection takes from every program of
    /// Apple's, travels under another name; the supervisor gives it back.
    /// </summary>
    private static string Sheltered(string name) =>
        name.StartsWith("PERL", StringComparison.Ordinal) || name.StartsWith("DYLD_", StringComparison.Ordinal)
            || name.StartsWith("VERSIONER_", StringComparison.Ordinal)
            ? Shelter + name : name;

    /// <summary>
    /// A session that is not told is nobody's: no two processes may count as kin because neither is known.
    /// </summary>
    private ProcessInfo Info(KinfoProc one) => new(
        one.Pid, one.Parent, one.Group, Session: xnu.SessionOf(one.Pid) ?? -one.Pid, one.StartedAt, one.IsZombie, one.Name);
}
