using TaskSync.Agent.Folder;
using TaskSync.Agent.Platform;
using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Doctor;

/// <summary>What the machine must have for work to be supervised.</summary>
internal static class MachineChecks
{
    public static async IAsyncEnumerable<Finding> RunAsync(IPlatform platform, TimeProvider time)
    {
        yield return await platform.WhyNotAsync(time) is { } why
            ? Finding.Bad("supervision", why)
            : Finding.Good("supervision", "It was tried out, and ends are told as they were.");
        if (platform.Caveat is { } caveat) yield return Finding.Doubtful("macOS", caveat);
        if (!OperatingSystem.IsLinux()) yield break;
        yield return ProcessTable.Find(Environment.ProcessId) is null
            ? Finding.Bad("/proc", "This process is not in /proc. Mount it: without, no process can be recognized.")
            : Finding.Good("/proc", "Processes can be recognized.");
        yield return ControlGroup.Root is { } root
            ? Finding.Good("cgroup", $"Each attempt has a control group below {root}.")
            : Finding.Doubtful("cgroup",
                "An agent that is started from here has no control groups (cgroup v2): a cancel does not find a process that "
                + "has left its session, its parent and its environment. The systemd unit in packaging/ gives the agent some.");
        yield return MachineId.IsOwn
            ? Finding.Good("machine", "It has an id of its own, by which a copied agent folder is recognized.")
            : Finding.Doubtful("machine", "It has no /etc/machine-id, so its name stands for it. Run systemd-machine-id-setup.");
    }
}
