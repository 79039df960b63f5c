using System.Text.Json.Serialization;

namespace TaskSync.Core.Tasks;

/// <summary>Which runner a task needs.</summary>
[JsonConverter(typeof(SnakeCaseEnum<TaskKind>))]
public enum TaskKind
{
    /// <summary>Not a kind.</summary>
    None,

    /// <summary>A plain command: an argv, started without a shell.</summary>
    Command,

    /// <summary>A prompt for Claude Code.</summary>
    Claude,

    /// <summary>A prompt for Codex.</summary>
    Codex,
}

/// <summary>What to run and where. Written once, at the submit, and never changed.</summary>
public sealed record TaskSpec
{
    private static readonly Dictionary<string, string> NoEnv = [];

    /// <summary>The runner.</summary>
    public TaskKind Kind { get; init; }

    /// <summary>Program and arguments of a command; empty for the other kinds.</summary>
    public IReadOnlyList<string> Argv { get; init => field = value ?? []; } = [];

    /// <summary>What a coding agent is asked; null for a command.</summary>
    public string? Prompt { get; init; }

    /// <summary>The agent that must run it; null for any that can.</summary>
    public AgentId? Agent { get; init; }

    /// <summary>Labels that an agent must carry, all of them.</summary>
    public IReadOnlyList<string> Labels { get; init => field = value ?? []; } = [];

    /// <summary>The folder to run in, absolute; null for the agent's first root.</summary>
    public string? Cwd { get; init; }

    /// <summary>Environment variables to add to what the agent's configuration passes on.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init => field = value ?? NoEnv; } = NoEnv;

    /// <summary>The model to ask for; null for the agent's own choice.</summary>
    public string? Model { get; init; }

    /// <summary>fast, standard or heavy: a model chosen by the agent's configuration.</summary>
    public string? Tier { get; init; }

    /// <summary>How long the process may run; kept by the agent.</summary>
    [JsonRequired]
    public int TimeoutSeconds { get; init; } = Limits.DefaultTimeoutSeconds;

    /// <summary>How long it may wait in the queue.</summary>
    [JsonRequired]
    public int QueueExpirySeconds { get; init; } = Limits.DefaultQueueExpirySeconds;

    /// <summary>How long after its agent was last heard it counts as orphaned.</summary>
    [JsonRequired]
    public int OrphanTimeoutSeconds { get; init; } = Limits.DefaultOrphanTimeoutSeconds;

    /// <summary>What lists show; made from the prompt or the argv when none is given.</summary>
    public string Title { get; init => field = value ?? ""; } = "";
}
