using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Doctor;

/// <summary>The folders that work runs in.</summary>
internal static class RootChecks
{
    public static IEnumerable<Finding> Run(AgentConfig config)
    {
        foreach (string root in config.Roots)
        {
            yield return Look(root);
            if (Directory.Exists(root)) yield return FolderChecks.Space("root", root);
        }
    }

    private static Finding Look(string root)
    {
        if (LibC.RealPath(root) is not { } real || !Directory.Exists(real))
        {
            return Finding.Bad("root", $"There is no folder {root}. Make it, or change roots in agent.json.");
        }
        string link = real == root.TrimEnd('/') ? "" : $" It leads to {real}, and that counts.";
        return LibC.MayWrite(real)
            ? Finding.Good("root", $"Work may run in and below {root}.{link}")
            : Finding.Doubtful("root", $"This user may not write to {root}.{link}");
    }
}
