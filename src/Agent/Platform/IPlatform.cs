using System.Diagnostics;
using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Platform;

/// <summary>
/// What each system does in a way of its own: how a supervisor is started there, and by what a process is
/// known to be ours.
/// </summary>
internal interface IPlatform
{
    /// <summary>What a person should know who relies on an agent here; null if nothing.</summary>
    string? Caveat { get; }

    /// <summary>This boot of the machine: no process outlives it.</summary>
    string BootId { get; }

    /// <summary>
    /// Why attempts can't be supervised on this machine; null if they can, which it tries out.
    /// </summary>
    Task<string?> WhyNotAsync(TimeProvider time);

    /// <summary>
    /// What starts the supervisor of an attempt, in a session of its own and with signals as they are by
    /// default.
    /// </summary>
    ProcessStartInfo Supervise(Supervision attempt);

    /// <summary>All processes. One that comes or goes meanwhile may be in it or not.</summary>
    IReadOnlyList<ProcessInfo> Processes();

    /// <summary>The process with this id now; null if there is none.</summary>
    ProcessInfo? Find(int pid);

    /// <summary>
    /// Whether it started when the one did that wrote the record: who has that one's id now may be another.
    /// </summary>
    bool IsOfRecord(ProcessInfo process, ProcessRecord record);

    /// <summary>
    /// Whether the process was started with the nonce: in its environment, or among the arguments of a
    /// supervisor. Null if the system does not say.
    /// </summary>
    bool? Carries(int pid, string nonce);

    /// <summary>
    /// How long the process has been running by the machine's own clock, which nobody sets.
    /// </summary>
    TimeSpan RunningFor(ProcessRecord record);

    /// <summary>
    /// Whether the process that wrote the record still runs: the same id, start, boot, and our nonce.
    /// </summary>
    bool IsAlive(ProcessRecord record, string nonce) =>
        record.BootId == BootId && Find(record.Pid) is { IsGone: false } process && IsOfRecord(process, record)
            && Carries(record.Pid, nonce) == true;
}

/// <summary>What a supervisor is told.</summary>
/// <param name="Nonce">The attempt's.</param>
/// <param name="Folder">The attempt's folder.</param>
/// <param name="Cwd">The folder that the command runs in, with no link in its path. It begins nowhere else.</param>
/// <param name="Stdin">What the command reads: a file or a named pipe.</param>
/// <param name="Group">The control group of what it runs, or nothing.</param>
/// <param name="Command">Program and arguments.</param>
internal sealed record Supervision(
    string Nonce, string Folder, string Cwd, string Stdin, string Group, IReadOnlyList<string> Command)
{
    /// <summary>
    /// What the command gets. A platform may carry some of it past its supervisor under other names.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
}
