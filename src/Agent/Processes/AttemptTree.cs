namespace TaskSync.Agent.Processes;

/// <summary>
/// All living processes that came of one attempt, each proven to be one: it carries the attempt's nonce, or
/// is in its control group, was proven in an earlier look, descends from a process that is one, or shares a session with one
/// (a session's number is not given away again while it has a member). What can't be proven is not in it, and so is never
/// signalled.
/// </summary>
/// <param name="Members">The command and what came of it; not its supervisor.</param>
internal sealed record AttemptTree(IReadOnlyList<ProcessInfo> Members)
{
    public bool IsEmpty => Members.Count == 0;

    /// <summary>For people: <c>pid command</c>.</summary>
    public IReadOnlyList<string> Leftovers =>
        [.. Members.Take(AgentLimits.Leftovers).Select(member => $"{member.Pid} {member.Name}")];

    /// <summary>Looks who is there now.</summary>
    /// <param name="nonce">The attempt's.</param>
    /// <param name="supervisor">Its supervisor, whose session holds nothing but the supervision.</param>
    /// <param name="group">Its control group, if it has one.</param>
    /// <param name="earlier">What an earlier look has shown: who is of the attempt stays it, whatever else it changes.</param>
    public static AttemptTree Look(
        string nonce, ProcessRecord? supervisor, string? group = null, AttemptTree? earlier = null)
    {
        // Before all are read: who is in the group then and gone in a moment is in neither.
        HashSet<int> proven = [.. ControlGroup.Members(group)];
        IReadOnlyList<ProcessInfo> all = [.. ProcessTable.Read().Where(process => !process.IsGone)];
        HashSet<(int, long)> known = [.. earlier?.Members.Select(member => (member.Pid, member.StartTime)) ?? []];
        proven.UnionWith(all
            .Where(process => known.Contains((process.Pid, process.StartTime)) || ProcessTable.Carries(process.Pid, nonce))
            .Select(process => process.Pid));
        while (AddKin(proven, all)) { }
        return new AttemptTree(
            [.. all.Where(process => proven.Contains(process.Pid) && process.Session != supervisor?.Pid)]);
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
