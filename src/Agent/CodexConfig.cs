namespace TaskSync.Agent;

/// <summary>How an agent runs Codex: <c>codex</c> in <c>agent.json</c>.</summary>
public sealed record CodexConfig : CliConfig
{
    /// <summary>
    /// No models: Codex has no lasting names for its fast and heavy ones. Ten seconds are for the servers of tools
    /// that it has to end.
    /// </summary>
    public CodexConfig()
    {
        Executable = "codex";
        LingerSeconds = 10;
    }

    /// <summary>
    /// What its commands may do, since nobody is there to ask. <c>workspace-write</c> lets it write in its folder
    /// and no further.
    /// </summary>
    public string Sandbox { get; init; } = "workspace-write";

    /// <summary>What the CLI calls its sandboxes.</summary>
    internal static readonly string[] Sandboxes = ["read-only", "workspace-write", "danger-full-access"];

    /// <inheritdoc/>
    internal override (string Field, string Expected)? Mistake() =>
        Sandboxes.Contains(Sandbox) ? base.Mistake() : ("sandbox", $"one of {string.Join(", ", Sandboxes)}");
}
