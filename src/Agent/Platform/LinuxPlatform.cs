using System.Diagnostics;
using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Platform;

/// <summary>
/// Linux: <c>/proc</c> says who is who, a shell supervises, <c>setsid</c> and <c>env</c> do what no shell
/// can.
/// </summary>
internal sealed class LinuxPlatform : IPlatform
{
    private static readonly string Script = Scripts.Read("supervise.sh");
    private static readonly string Begin = Scripts.Read("begin.sh");

    public string? Caveat => null;

    public string BootId => ProcessTable.BootId;

    public Task<string?> WhyNotAsync(TimeProvider time) => Setsid.WhyNotAsync();

    public ProcessStartInfo Supervise(Supervision attempt)
    {
        var start = new ProcessStartInfo(Setsid.Env, [
            .. Setsid.DefaultSignals, Setsid.Path, "/bin/sh", "-c", Script, "tasksync-supervisor",
            attempt.Folder, Setsid.Path, Begin, attempt.Stdin, attempt.Group, attempt.Cwd, .. attempt.Command])
        {
            WorkingDirectory = attempt.Cwd, UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in attempt.Environment) start.Environment[name] = value;
        return start;
    }

    public IReadOnlyList<ProcessInfo> Processes() => ProcessTable.Read();

    public ProcessInfo? Find(int pid) => ProcessTable.Find(pid);

    public bool IsOfRecord(ProcessInfo process, ProcessRecord record) => process.StartTime == record.StartTime;

    public bool? Carries(int pid, string nonce) => ProcessTable.Carries(pid, nonce);

    public TimeSpan RunningFor(ProcessRecord record) => ProcessTable.RunningFor(record);
}
