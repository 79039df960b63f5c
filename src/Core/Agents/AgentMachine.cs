using TaskSync.Core.Protocol;

namespace TaskSync.Core.Agents;

/// <summary>Something that happens to an agent's record.</summary>
public abstract record AgentCommand
{
    private AgentCommand() { }

    /// <summary>An invite was used.</summary>
    public sealed record Enroll(AgentId Id, string Name, string MachineId) : AgentCommand;

    /// <summary>A sync says who speaks and what it can do.</summary>
    public sealed record Hear(SyncRequest Sync) : AgentCommand;

    /// <summary>Its lease ended.</summary>
    public sealed record LoseLease : AgentCommand;

    /// <summary>A person wants it to take no new work, or to take work again.</summary>
    public sealed record Drain(bool Requested) : AgentCommand;

    /// <summary>A person removes it from the fleet.</summary>
    public sealed record Remove : AgentCommand;
}

/// <summary>What such a command comes to.</summary>
public abstract record AgentDecision
{
    private AgentDecision() { }

    /// <summary>The record changes and has to be stored.</summary>
    public sealed record Moved(AgentSnapshot Next) : AgentDecision;

    /// <summary>Nothing changes.</summary>
    public sealed record Unchanged : AgentDecision;

    /// <summary>Whoever asked may not. If <paramref name="Noted"/> is there, that it tried has to be stored.</summary>
    public sealed record Refused(string Code, string Why, AgentSnapshot? Noted = null) : AgentDecision;
}

/// <summary>The life of an agent's record as one pure function.</summary>
public static class AgentMachine
{
    /// <summary>Another process speaks for this agent.</summary>
    public const string DuplicateIdentity = "duplicate_identity";

    /// <summary>It was removed from the fleet.</summary>
    public const string AgentRemoved = "agent_removed";

    /// <summary>There is no such agent.</summary>
    public const string NoSuchAgent = "no_such_agent";

    /// <summary>What <paramref name="command"/> comes to for <paramref name="agent"/> at <paramref name="now"/>.</summary>
    public static AgentDecision Decide(AgentSnapshot? agent, AgentCommand command, DateTimeOffset now) => (agent, command) switch
    {
        (null, AgentCommand.Enroll enroll) => new AgentDecision.Moved(new AgentSnapshot
        {
            Id = enroll.Id, Name = enroll.Name, MachineId = enroll.MachineId, Version = 1, Presence = Presence.Never, EnrolledAt = now,
        }),
        (not null, AgentCommand.Enroll) => new AgentDecision.Unchanged(),
        (null, _) => new AgentDecision.Refused(NoSuchAgent, "There is no such agent. Enrol it with an invite."),
        ({ Presence: Presence.Removed }, AgentCommand.Remove) => new AgentDecision.Unchanged(),
        ({ Presence: Presence.Removed }, _) =>
            new AgentDecision.Refused(AgentRemoved, "This agent was removed from the fleet. Enrol it anew with an invite."),
        (_, AgentCommand.Hear hear) => Hear(agent, hear.Sync, now),
        (_, AgentCommand.LoseLease) => Change(agent, agent with
        {
            Presence = agent.Presence == Presence.Connected ? Presence.Lost : agent.Presence,
        }),
        (_, AgentCommand.Drain drain) => Change(agent, agent with { DrainRequested = drain.Requested }),
        (_, AgentCommand.Remove) => Change(agent, agent with { Presence = Presence.Removed }),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "The machine does not know this command."),
    };

    private static AgentDecision Hear(AgentSnapshot agent, SyncRequest sync, DateTimeOffset now)
    {
        bool older = sync.Instance < agent.Instance;
        bool twin = sync.Instance == agent.Instance && sync.Nonce != agent.Nonce;
        if (older || twin || sync.MachineId != agent.MachineId)
        {
            AgentSnapshot? noted = agent.DuplicateSeenAt is null
                ? agent with { DuplicateSeenAt = now, Version = agent.Version + 1 }
                : null;
            return new AgentDecision.Refused(DuplicateIdentity, sync.MachineId != agent.MachineId
                ? "This agent belongs to another machine. Enrol this one anew with an invite."
                : "Another process speaks for this agent. Stop it, or enrol this folder anew with an invite.", noted);
        }
        bool started = sync.Instance > agent.Instance;
        return Change(agent, agent with
        {
            Presence = Presence.Connected,
            Instance = sync.Instance,
            Nonce = sync.Nonce,
            Offer = Same(agent.Offer, sync.Offer) ? agent.Offer : sync.Offer,
            Draining = sync.Draining,
            DuplicateSeenAt = started ? null : agent.DuplicateSeenAt,
        });
    }

    private static AgentDecision Change(AgentSnapshot before, AgentSnapshot after) => before == after
        ? new AgentDecision.Unchanged()
        : new AgentDecision.Moved(after with { Version = before.Version + 1 });

    private static bool Same(AgentOffer a, AgentOffer b) =>
        a.Slots == b.Slots && a.Version == b.Version && a.Platform == b.Platform && a.DiskError == b.DiskError
            && a.Kinds.SequenceEqual(b.Kinds)
            && a.Labels.SequenceEqual(b.Labels) && a.Roots.SequenceEqual(b.Roots);
}
