using System.Text.Json.Serialization;

namespace TaskSync.Core.Tasks;

/// <summary>
/// What a coding agent's CLI calls a conversation: it lives on one machine, in one folder, under an id of the
/// CLI's own.
/// </summary>
public sealed record Conversation
{
    /// <summary>The id by which the CLI takes it up again. A CLI may give it a new one at any turn.</summary>
    public string Id { get; init => field = value ?? ""; } = "";

    /// <summary>The folder from which alone it can be taken up; null if the CLI did not say.</summary>
    public string? Cwd { get; init; }

    /// <summary>
    /// US dollars that all of its turns cost so far, as the CLI counts them; null before it said.
    /// </summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Tokens of all of its turns so far, where the CLI counts so; else null.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>
    /// Tokens behind <see cref="CostUsd"/>: by them the next turn tells whether the CLI went on counting or began
    /// anew; null if the CLI did not say.
    /// </summary>
    public long? CostTokens { get; init; }

    /// <summary>
    /// Whether the CLI has said that it no longer knows it: then the next turn begins a new one.
    /// </summary>
    public bool Forgotten { get; init; }
}

/// <summary>Tokens of one turn.</summary>
public sealed record TokenUsage
{
    /// <summary>Read, beyond what came from the cache.</summary>
    public long InputTokens { get; init; }

    /// <summary>Written.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Read from the cache.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Put into the cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>All of them.</summary>
    [JsonIgnore]
    public long Total => InputTokens + OutputTokens + CacheReadTokens + CacheWriteTokens;
}
