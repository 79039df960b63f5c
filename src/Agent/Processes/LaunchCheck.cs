using TaskSync.Agent.Ports;
using TaskSync.Core.Agents;

namespace TaskSync.Agent.Processes;

/// <summary>An attempt can't be started, and why: the sentence that the task will show.</summary>
internal sealed class CannotStartException(string why) : Exception(why);

/// <summary>What stands between a request and a process: the agent's own rules, whoever asked.</summary>
internal sealed class LaunchCheck(AgentConfig config)
{
    /// <summary>
    /// The folder to run in, with every link resolved: a link inside a root that leads out of it leads out of
    /// it.
    /// </summary>
    public string Folder(AttemptSpec spec)
    {
        string asked = spec.Spec.Cwd ?? spec.Resumes?.Cwd ?? config.Roots[0];
        NoNul(asked, "The folder");
        if (!Path.IsPathRooted(asked)) throw new CannotStartException($"The folder {asked} is not an absolute path.");
        if (LibC.RealPath(asked) is not { } real) throw new CannotStartException($"There is no folder {asked} on this machine.");
        if (!Directory.Exists(real)) throw new CannotStartException($"{asked} is not a folder.");
        if (!Folders.IsWithin(real, config.Roots.Select(root => LibC.RealPath(root) ?? root)))
        {
            throw new CannotStartException(
                $"The folder {asked} is outside of what this agent may use ({string.Join(", ", config.Roots)}).");
        }
        if (spec.Resumes?.Cwd is { } home && real != (LibC.RealPath(home) ?? home))
        {
            throw new CannotStartException(
                $"This session's conversation lives in {home} and can't go on in {asked}. Leave the folder out, or "
                + "begin another session.");
        }
        return real;
    }

    /// <summary>
    /// The file to execute for the first argument: as it stands, against the folder, or from the PATH.
    /// </summary>
    public static string Program(string name, string folder, string? searchPath)
    {
        NoNul(name, "The command");
        if (name.Length == 0) throw new CannotStartException("The command is empty.");
        string? found = name.Contains('/', StringComparison.Ordinal)
            ? Path.GetFullPath(name, folder)
            : Search(name, folder, searchPath);
        if (found is null) throw new CannotStartException($"There is no command {name} in the PATH of this agent.");
        if (Directory.Exists(found)) throw new CannotStartException($"{name} is a folder, not a command.");
        if (!File.Exists(found)) throw new CannotStartException($"There is no file {found} to execute.");
        if (!LibC.MayExecute(found)) throw new CannotStartException($"{found} is not executable for the agent's user.");
        return found;
    }

    /// <summary>
    /// Lets only those programs through that the configuration lists, if it lists any. A listed name means what the agent's own PATH
    /// has under it: the task's may lead anywhere.
    /// </summary>
    public void Permit(string name, string found)
    {
        if (config.Executables.Count == 0) return;
        string? path = Environment.GetEnvironmentVariable("PATH");
        if (config.Executables.Any(allowed => found == (Path.IsPathRooted(allowed) ? allowed : Search(allowed, "/", path)))) return;
        throw new CannotStartException($"This agent may not run {name}; its configuration lists what it may.");
    }

    /// <summary>Arguments travel as bytes that end with a NUL, so they can hold none.</summary>
    public static void NoNul(string text, string what)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) throw new CannotStartException($"{what} contains a NUL character.");
    }

    private static string? Search(string name, string folder, string? searchPath)
    {
        string? first = null;
        foreach (string entry in (searchPath ?? "").Split(':'))
        {
            string candidate = Path.Combine(Path.GetFullPath(entry.Length == 0 ? "." : entry, folder), name);
            if (!File.Exists(candidate)) continue;
            if (LibC.MayExecute(candidate)) return candidate;
            first ??= candidate;
        }
        return first;
    }
}
