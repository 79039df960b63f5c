namespace TaskSync.Agent;

/// <summary>How an agent runs Claude Code: <c>claude</c> in <c>agent.json</c>.</summary>
public sealed record ClaudeConfig
{
    /// <summary>The program: an absolute path, or a name that is looked for in the agent's PATH.</summary>
    public string Executable { get; init; } = "claude";

    /// <summary>
    /// The model for each tier that a task can ask for; one that is not here is the CLI's own choice.
    /// </summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>
    {
        ["fast"] = "haiku", ["standard"] = "sonnet", ["heavy"] = "opus",
    };

    /// <summary>How often one task may ask the model; null for the CLI's own limit.</summary>
    public int? MaxTurns { get; init; }

    /// <summary>
    /// What it may do without asking, since nobody is there to ask. <c>acceptEdits</c> lets it edit files in
    /// its folder and no more.
    /// </summary>
    public string PermissionMode { get; init; } = "acceptEdits";

    /// <summary>Tools that it may use beyond that, in the CLI's own words: <c>Bash(git log:*)</c>.</summary>
    public IReadOnlyList<string> AllowedTools { get; init; } = [];

    /// <summary>
    /// Seconds that it may stay after its result, for work in the background that wakes it again. Some
    /// versions
    /// never leave by themselves.
    /// </summary>
    public double LingerSeconds { get; init; } = 30;

    /// <summary>What the CLI calls its ways to ask.</summary>
    internal static readonly string[] PermissionModes =
        ["default", "acceptEdits", "auto", "bypassPermissions", "dontAsk", "plan"];

    /// <summary>What a task can ask for.</summary>
    internal static readonly string[] Tiers = ["fast", "standard", "heavy"];

    /// <summary>The first field that is not as it must be, and what it must be; null if all are.</summary>
    internal (string Field, string Expected)? Mistake() => this switch
    {
        _ when Executable.Length == 0 || (Executable.Contains('/') && !Path.IsPathRooted(Executable)) =>
            ("claude.executable", "an absolute path or a name"),
        _ when Models.Any(model => !Tiers.Contains(model.Key) || !Claude.ClaudeRunner.IsPlain(model.Value)) =>
            ("claude.models", "a model's name for fast, standard or heavy"),
        { MaxTurns: < 1 } => ("claude.max_turns", "1 or more"),
        _ when !PermissionModes.Contains(PermissionMode) =>
            ("claude.permission_mode", $"one of {string.Join(", ", PermissionModes)}"),
        _ when AllowedTools.Any(tool => tool.Length == 0 || tool[0] == '-') =>
            ("claude.allowed_tools", "a list of tools' names"),
        { LingerSeconds: not (>= 0 and <= 3600) } => ("claude.linger_seconds", "from 0 to 3600"),
        _ => null,
    };
}
