using TaskSync.Agent.Journal;
using TaskSync.Agent.Platform;

namespace TaskSync.Agent.Processes;

/// <summary>By what the processes of an attempt are known.</summary>
/// <param name="Nonce">The attempt's.</param>
/// <param name="Supervisor">Its supervisor, whose session holds nothing but the supervision.</param>
/// <param name="Process">The command, as it wrote itself down.</param>
/// <param name="Group">Its control group, if it has one.</param>
internal sealed record AttemptTraces(
    string Nonce, ProcessRecord? Supervisor = null, ProcessRecord? Process = null, string? Group = null)
{
    /// <summary>Those that its folder has.</summary>
    public AttemptTraces(string nonce, AttemptFolder folder)
        : this(nonce, folder.ReadSupervisor(), folder.ReadProcess(), folder.ReadGroup())
    {
    }
}

/// <summary>
/// All living processes that came of one attempt, each proven to be one: it carries the attempt's nonce, or
/// is in its control group, was proven in an earlier look, descends from a process that is one, or shares a
/// session with one (a session's number is not given away again while it has a member). What can't be proven
/// is not in it, and so is never signalled.
/// </summary>
/// <param name="Members">The command and what came of it; not its supervisor.</param>
internal sealed record AttemptTree(IReadOnlyList<ProcessInfo> Members)
{
    /// <summary>
    /// Who is in the session that the command began, and shows nothing by which it is ours: most likely it
    /// is, and may be somebody else's all the same. Never signalled, and nobody may say that nothing is left
    /// while it is there.
    /// </summary>
    public IReadOnlyList<ProcessInfo> Unproven { get; init; } = [];

    public bool IsEmpty => Members.Count == 0;

    /// <summary>For people: <c>pid command</c>.</summary>
    public IReadOnlyList<string> Leftovers =>
        [.. Members.Concat(Unproven).Take(AgentLimits.Leftovers).Select(member => $"{member.Pid} {member.Name}")];

    /// <summary>Looks who is there now.</summary>
    /// <param name="platform">The system, which tells who is there.</param>
    /// <param name="traces">By what its processes are known.</param>
    /// <param name="earlier">
    /// What an earlier look has shown: who is of the attempt stays it, whatever else it changes.
    /// </param>
    public static AttemptTree Look(IPlatform platform, AttemptTraces traces, AttemptTree? earlier = null)
    {
        // Before all are read: who is in the group then and gone in a moment is in neither.
        HashSet<int> proven = [.. ControlGroup.Members(traces.Group)];
        IReadOnlyList<ProcessInfo> all = [.. platform.Processes().Where(process => !process.IsGone)];
        HashSet<(int, long)> known = [.. earlier?.Members.Select(member => (member.Pid, member.StartTime)) ?? []];
        proven.UnionWith(all
            .Where(process => known.Contains((process.Pid, process.StartTime)) || IsOurs(platform, traces, process))
            .Select(process => process.Pid));
        while (AddKin(proven, all)) { }
        ILookup<bool, ProcessInfo> isProven = all.ToLookup(process => proven.Contains(process.Pid));
        return new AttemptTree([.. isProven[true].Where(process => process.Session != traces.Supervisor?.Pid)])
        {
            Unproven = [.. isProven[false].Where(process => IsInSession(platform, traces.Process, process, all))],
        };
    }

    /// <summary>
    /// Sends a signal: to the whole group where the group is the command's own, and to everybody who has left
    /// it.
    /// </summary>
    /// <returns>Whether anybody got it.</returns>
    public bool Signal(int signal)
    {
        bool sent = false;
        foreach (ProcessInfo leader in Members.Where(member => member.Pid == member.Group))
        {
            sent |= LibC.Signal(-leader.Group, signal);
        }
        HashSet<int> led = [.. Members.Where(member => member.Pid == member.Group).Select(member => member.Group)];
        foreach (ProcessInfo member in Members.Where(member => !led.Contains(member.Group)))
        {
            sent |= LibC.Signal(member.Pid, signal);
        }
        return sent;
    }

    /// <summary>
    /// The nonce proves it. Where the system keeps that to itself, id, start and boot do, if they are those
    /// of the command.
    /// </summary>
    private static bool IsOurs(IPlatform platform, AttemptTraces traces, ProcessInfo process) =>
        platform.Carries(process.Pid, traces.Nonce) ?? IsOf(platform, traces.Process, process);

    private static bool IsOf(IPlatform platform, ProcessRecord? record, ProcessInfo process) =>
        record?.Pid == process.Pid && record.BootId == platform.BootId && platform.IsOfRecord(process, record);

    /// <summary>
    /// Sessions are numbered by who began them, and a number is not given away while the session has a
    /// member. If he who has the number is not the command, the session is another one.
    /// </summary>
    private static bool IsInSession(
        IPlatform platform, ProcessRecord? command, ProcessInfo process, IReadOnlyList<ProcessInfo> all) =>
        command is not null && process.Session == command.Pid && command.BootId == platform.BootId
            && all.All(one => one.Pid != command.Pid || IsOf(platform, command, one));

    private static bool AddKin(HashSet<int> proven, IReadOnlyList<ProcessInfo> all)
    {
        HashSet<int> sessions = [.. all.Where(process => proven.Contains(process.Pid)).Select(process => process.Session)];
        int before = proven.Count;
        foreach (ProcessInfo process in all)
        {
            if (proven.Contains(process.Parent) || sessions.Contains(process.Session)) proven.Add(process.Pid);
        }
        return proven.Count > before;
    }
}
