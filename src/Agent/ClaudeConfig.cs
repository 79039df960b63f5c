namespace TaskSync.Agent;

/// <summary>How an agent runs Claude Code: <c>claude</c> in <c>agent.json</c>.</summary>
public sealed record ClaudeConfig : CliConfig
{
    /// <summary>The CLI's own names for its newest models, and a while for work in the background.</summary>
    public ClaudeConfig()
    {
        Executable = "claude";
        Models = new Dictionary<string, string> { ["fast"] = "haiku", ["standard"] = "sonnet", ["heavy"] = "opus" };
        LingerSeconds = 30;
    }

    /// <summary>How often one task may ask the model; null for the CLI's own limit.</summary>
    public int? MaxTurns { get; init; }

    /// <summary>
    /// What it may do without asking, since nobody is there to ask. <c>acceptEdits</c> lets it edit files in
    /// its folder and no more.
    /// </summary>
    public string PermissionMode { get; init; } = "acceptEdits";

    /// <summary>
    /// Whether it asks for leave to use other tools. Then its task waits in <c>input_required</c> for a person's answer, however
    /// long, and keeps its slot; else it goes on without the tool, and the result names what was denied.
    /// </summary>
    public bool PermissionPrompts { get; init; }

    /// <summary>Tools that it may use beyond that, in the CLI's own words: <c>Bash(git log:*)</c>.</summary>
    public IReadOnlyList<string> AllowedTools { get; init; } = [];

    /// <summary>What the CLI calls its ways to ask.</summary>
    internal static readonly string[] PermissionModes =
        ["default", "acceptEdits", "auto", "bypassPermissions", "dontAsk", "plan"];

    /// <inheritdoc/>
    internal override (string Field, string Expected)? Mistake() => this switch
    {
        { MaxTurns: < 1 } => ("max_turns", "1 or more"),
        _ when !PermissionModes.Contains(PermissionMode) =>
            ("permission_mode", $"one of {string.Join(", ", PermissionModes)}"),
        _ when AllowedTools.Any(tool => tool.Length == 0 || tool[0] == '-') =>
            ("allowed_tools", "a list of tools' names"),
        _ => base.Mistake(),
    };
}
