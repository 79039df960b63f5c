using TaskSync.Agent.Journal;
using TaskSync.Agent.Platform;
using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Tests;

/// <summary>Attempts outlive their agent by design, so a test that leaves some has to end them.</summary>
internal static class Leftovers
{
    /// <summary>
    /// Processes that work in a folder or below it, as <c>pid name</c>; agents stand elsewhere. Supervisors don't count: when an end
    /// is told, its supervisor may still make the name of the record durable.
    /// </summary>
    public static IReadOnlyList<string> Within(string folder)
    {
        ProcessInfo[] here = [.. ProcessTable.Read().Where(process => !process.IsGone && IsWithin(process.Pid, folder))];
        HashSet<int> supervisors = [.. here.Select(process => process.Pid).Where(IsSupervisor)];
        return [.. here.Where(process => !supervisors.Contains(process.Session)).Select(process => $"{process.Pid} {process.Name}")];
    }

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

    private static bool IsWithin(int pid, string folder) =>
        new FileInfo($"/proc/{pid}/cwd").LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true;

    /// <summary>Its script travels as an argument and begins with what it is for.</summary>
    private static bool IsSupervisor(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains("# Runs one attempt, outlives the agent", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
