using System.Globalization;
using TaskSync.Agent.Ports;

namespace TaskSync.Agent.Processes;

/// <summary>
/// The environment of an attempt: what the agent passes on, what the task adds, and who it is.
/// </summary>
internal static class AttemptEnvironment
{
    /// <summary>
    /// Names that a shell keeps for itself: through the supervisor they would arrive changed, or not at all.
    /// </summary>
    private static readonly HashSet<string> KeptByShells =
        ["IFS", "OPTIND", "PPID", "UID", "EUID", "_", "SHELLOPTS", "BASHOPTS", "BASH_VERSINFO", "BASH_ENV", "ENV", "PS4"];

    /// <summary>The agent's own.</summary>
    public static Dictionary<string, string> Own() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);

    public static Dictionary<string, string> For(
        AttemptSpec spec, string folder, IReadOnlyList<string> allowed, IEnumerable<KeyValuePair<string, string>> own)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in own)
        {
            if (allowed.Any(pattern => Matches(name, pattern)) && IsPassable(name)) environment[name] = value;
        }
        foreach ((string name, string value) in spec.Spec.Env)
        {
            if (!IsPassable(name)) throw new CannotStartException($"An environment variable can't be called \"{name}\" here.");
            LaunchCheck.NoNul(value, $"The environment variable {name}");
            environment[name] = value;
        }
        environment["PWD"] = folder;
        environment["TASKSYNC_TASK_ID"] = spec.TaskId.Value;
        environment["TASKSYNC_ATTEMPT"] = spec.Attempt.ToString(CultureInfo.InvariantCulture);
        if (spec.SessionId is { } session) environment["TASKSYNC_SESSION_ID"] = session.Value;
        environment[ProcessTable.Marker] = spec.Nonce;
        return environment;
    }

    private static bool Matches(string name, string pattern) => pattern.EndsWith('*')
        ? name.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : name == pattern;

    private static bool IsPassable(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && !KeptByShells.Contains(name);
}
