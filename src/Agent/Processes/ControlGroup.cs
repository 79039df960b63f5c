using System.Globalization;

namespace TaskSync.Agent.Processes;

/// <summary>
/// A control group (cgroup v2) for each attempt, where the system lets the agent make some: what is started in it stays in it,
/// whatever session, parent and environment it chooses. Without, the tree is what <see cref="AttemptTree"/> can prove otherwise.
/// </summary>
internal static class ControlGroup
{
    private const string Prefix = "tasksync-";

    /// <summary>
    /// How long after it was made a group may be empty because nobody has entered it yet: a shell does within milliseconds.
    /// </summary>
    private static readonly TimeSpan EnteredWithin = TimeSpan.FromMinutes(1);

    /// <summary>Where the agent may make groups: below its own. Null if it may not, or there is no cgroup v2.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>Makes the group of an attempt.</summary>
    /// <returns>Null if there is none; the attempt runs all the same.</returns>
    public static string? Make(string nonce) => Root is null ? null : TryMake(Path.Combine(Root, Prefix + nonce));

    /// <summary>The processes in it and below it; those that only wait to be waited for are not among them.</summary>
    public static IReadOnlyList<int> Members(string? group)
    {
        if (group is null || !Directory.Exists(group)) return [];
        try
        {
            return
            [
                .. Directory.EnumerateFiles(group, "cgroup.procs", SearchOption.AllDirectories)
                    .SelectMany(File.ReadLines).Select(line => int.Parse(line, CultureInfo.InvariantCulture)),
            ];
        }
        catch (IOException)
        {
            // A group below it went while it was read; whoever asks, asks again.
            return [];
        }
    }

    /// <summary>Kills all of them at once: not even what forks faster than it is read escapes. Kernels before 5.14 can't.</summary>
    public static void Kill(string? group)
    {
        string? switches = group is null ? null : Path.Combine(group, "cgroup.kill");
        if (switches is null || !File.Exists(switches)) return;
        try
        {
            File.WriteAllText(switches, "1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Each is signalled on its own as well.
        }
    }

    /// <summary>Removes the group if nobody is in it. One that is left is tried again by the next agent.</summary>
    public static void Remove(string? group)
    {
        if (group is null || !Directory.Exists(group)) return;
        try
        {
            foreach (string below in Directory.GetDirectories(group)) Remove(below);
            Directory.Delete(group);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody is in it still.
        }
    }

    /// <summary>
    /// Removes what earlier agents have left and nobody is in; not what another agent of this user has made just now.
    /// </summary>
    /// <param name="time">The clock by which the system notes when a group was made.</param>
    public static void Sweep(TimeProvider time)
    {
        if (Root is null) return;
        DateTime latest = (time.GetUtcNow() - EnteredWithin).UtcDateTime;
        foreach (string group in Directory.GetDirectories(Root, Prefix + "*"))
        {
            if (Directory.GetLastWriteTimeUtc(group) < latest) Remove(group);
        }
    }

    private static string? TryMake(string group)
    {
        try
        {
            Directory.CreateDirectory(group);
            return group;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? FindRoot()
    {
        if (!OperatingSystem.IsLinux() || Mount() is not { } mount || OwnPath() is not { } own) return null;
        string root = Path.Join(mount, own);
        if (!LibC.MayWrite(root) || !LibC.MayWrite(Path.Combine(root, "cgroup.procs"))) return null;
        // Where it may be written to and is mounted for reading only, a trial tells.
        string trial = Path.Combine(root, $"{Prefix}trial-{Environment.ProcessId}");
        if (TryMake(trial) is null) return null;
        Remove(trial);
        return root;
    }

    /// <summary>Where cgroup v2 is mounted, in <c>/proc/self/mountinfo</c>: the fifth field, and the type behind a dash.</summary>
    private static string? Mount() => File.ReadLines("/proc/self/mountinfo")
        .Where(line => line.Contains(" - cgroup2 ", StringComparison.Ordinal))
        .Select(line => line.Split(' ')[4]).FirstOrDefault();

    private static string? OwnPath() => File.ReadLines("/proc/self/cgroup")
        .Where(line => line.StartsWith("0::", StringComparison.Ordinal)).Select(line => line["0::".Length..]).FirstOrDefault();
}
