using TaskSync.Agent.Processes;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent;

/// <summary>What an agent has to know of any coding agent's CLI.</summary>
public abstract record CliConfig
{
    /// <summary>What a task can ask for.</summary>
    internal static readonly string[] Tiers = ["fast", "standard", "heavy"];

    /// <summary>The program: an absolute path, or a name that is looked for in the agent's PATH.</summary>
    public string Executable { get; init; } = "";

    /// <summary>
    /// The model for each tier that a task can ask for; one that is not here is the CLI's own choice.
    /// </summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Seconds that it may stay after its result. Some go on with work in the background, some versions never
    /// leave by themselves.
    /// </summary>
    public double LingerSeconds { get; init; }

    /// <summary>The model to ask for; null for the CLI's own choice.</summary>
    internal string? ModelFor(TaskSpec spec)
    {
        if (spec.Model is { } asked) return Plain(asked, "model");
        return spec.Tier is { } tier ? Models.GetValueOrDefault(tier) : null;
    }

    /// <summary>The name, if it is one; for an argument that others chose.</summary>
    internal static string Plain(string name, string what) => IsPlain(name)
        ? name
        : throw new CannotStartException($"\"{name}\" is no name of a {what}.");

    /// <summary>The first field that is not as it must be, and what it must be; null if all are.</summary>
    internal virtual (string Field, string Expected)? Mistake() => this switch
    {
        _ when Executable.Length == 0 || (Executable.Contains('/') && !Path.IsPathRooted(Executable)) =>
            ("executable", "an absolute path or a name"),
        _ when Models.Any(model => !Tiers.Contains(model.Key) || !IsPlain(model.Value)) =>
            ("models", "a model's name for fast, standard or heavy"),
        { LingerSeconds: not (>= 0 and <= 3600) } => ("linger_seconds", "from 0 to 3600"),
        _ => null,
    };

    /// <summary>Whether the CLI can't take it for an option, or for several words.</summary>
    private static bool IsPlain(string name) =>
        name.Length > 0 && name[0] != '-' && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
}
