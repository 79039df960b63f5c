using TaskSync.Core.Protocol;

namespace TaskSync.Core.Agents;

/// <summary>An agent as lists and the change feed show it.</summary>
public sealed record AgentSummary
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is heard.</summary>
    public required Presence Presence { get; init; }

    /// <summary>Counts the changes of this row.</summary>
    public required long Version { get; init; }

    /// <summary>Its place in the change feed.</summary>
    public required long Change { get; init; }

    /// <summary>What it can do.</summary>
    public required AgentOffer Offer { get; init; }

    /// <summary>Whether it takes no new work, by its own word or a person's.</summary>
    public bool Draining { get; init; }

    /// <summary>When another process last claimed to be this agent.</summary>
    public DateTimeOffset? DuplicateSeenAt { get; init; }

    /// <summary>When it was enrolled.</summary>
    public DateTimeOffset EnrolledAt { get; init; }

    /// <summary>When it was last heard; no part of the version, and not in the feed.</summary>
    public DateTimeOffset? LastHeardAt { get; init; }

    /// <summary>Whether that has been heard in this run of the server, so that what is shown of it is proven.</summary>
    public bool? Proven { get; init; }

    /// <summary>Slots taken; not in the feed.</summary>
    public int? Busy { get; init; }

    /// <summary>
    /// True if its stored record can't be read: what it can do is not known, and it gets no work until a person has
    /// mended the record.
    /// </summary>
    public bool? Damaged { get; init; }
}
