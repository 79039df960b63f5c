using TaskSync.Agent.Journal;
using TaskSync.Agent.Platform;
using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Tests;

/// <summary>Attempts outlive their agent by design, so a test that leaves some has to end them.</summary>
internal static class Leftovers
{
    /// <summary>Processes that work in a folder or below it, as <c>pid name</c>; agents stand elsewhere.</summary>
    public static IReadOnlyList<string> Within(string folder) =>
    [
        .. ProcessTable.Read().Where(process => !process.IsGone)
            .Where(process => new FileInfo($"/proc/{process.Pid}/cwd").LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true)
            .Select(process => $"{process.Pid} {process.Name}"),
    ];

    public static void End(string agentFolder)
    {
        string attempts = Path.Combine(agentFolder, "attempts");
        if (!Directory.Exists(attempts)) return;
        foreach (string path in Directory.GetDirectories(attempts))
        {
            if (new AttemptFolder(path).ReadSpec() is not { } spec) continue;
            // However the agent took the system to be, this one shows every nonce, the supervisor's as well.
            AttemptTree.Look(new LinuxPlatform(), new AttemptTraces(spec.Nonce)).Signal(LibC.SigKill);
        }
    }
}
