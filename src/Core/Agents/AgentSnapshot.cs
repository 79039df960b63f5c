using System.Text.Json.Serialization;
using TaskSync.Core.Protocol;

namespace TaskSync.Core.Agents;

/// <summary>Whether an agent is heard.</summary>
[JsonConverter(typeof(SnakeCaseEnum<Presence>))]
public enum Presence
{
    /// <summary>No such agent.</summary>
    None,

    /// <summary>Enrolled, and not heard yet.</summary>
    Never,

    /// <summary>Its lease is unexpired.</summary>
    Connected,

    /// <summary>Its lease ended.</summary>
    Lost,

    /// <summary>It was removed from the fleet.</summary>
    Removed,
}

/// <summary>All that the authority stores of one agent. When it was last heard is shown beside it, and is no part of it.</summary>
public sealed record AgentSnapshot
{
    /// <summary>The version of this stored shape.</summary>
    [JsonRequired]
    public int Shape { get; init; } = 1;

    /// <summary>The agent.</summary>
    public AgentId Id { get; init; }

    /// <summary>What people call it.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Counts the changes.</summary>
    public long Version { get; init; }

    /// <summary>Whether it is heard.</summary>
    public Presence Presence { get; init; }

    /// <summary>The machine that its folder belongs to.</summary>
    public string MachineId { get; init => field = value ?? ""; } = "";

    /// <summary>The newest start of its folder; an older one is refused.</summary>
    public long Instance { get; init; }

    /// <summary>The nonce of that start.</summary>
    public string Nonce { get; init => field = value ?? ""; } = "";

    /// <summary>What it can do.</summary>
    public AgentOffer Offer { get; init => field = value ?? new(); } = new();

    /// <summary>Whether it takes no new work, by its own word.</summary>
    public bool Draining { get; init; }

    /// <summary>Whether a person asked that it be given no new work.</summary>
    public bool DrainRequested { get; init; }

    /// <summary>When another process last claimed to be this agent; null if none has since the newest start.</summary>
    public DateTimeOffset? DuplicateSeenAt { get; init; }

    /// <summary>When it was enrolled.</summary>
    public DateTimeOffset EnrolledAt { get; init; }
}
