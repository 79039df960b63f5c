using static TaskSync.Core.Agents.AgentDecision;

namespace TaskSync.Core.Tests.Agents;

/// <summary>Every presence with every command.</summary>
public class AgentMachineSpecs
{
    private static readonly DateTimeOffset Day = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly AgentId Id = AgentId.Derive("agent");
    private static readonly AgentOffer Offer = new() { Slots = 2, Kinds = [TaskKind.Command], Roots = ["/srv"] };

    private static readonly AgentSnapshot Heard = new()
    {
        Id = Id, Name = "laptop", Version = 3, Presence = Presence.Connected, MachineId = "m", Instance = 5, Nonce = "n", Offer = Offer,
        EnrolledAt = Day,
    };

    private static readonly SyncRequest Sync = new() { Instance = 5, Nonce = "n", MachineId = "m", N = 1, Offer = Offer };

    public static TheoryData<Presence, string, string> Table => new()
    {
        { Presence.None, "enroll", "never" },
        { Presence.None, "hear", "refused no_such_agent" },
        { Presence.None, "lose_lease", "refused no_such_agent" },
        { Presence.None, "drain", "refused no_such_agent" },
        { Presence.None, "remove", "refused no_such_agent" },
        { Presence.Never, "enroll", "unchanged" },
        { Presence.Never, "hear", "connected" },
        { Presence.Never, "lose_lease", "unchanged" },
        { Presence.Never, "drain", "never" },
        { Presence.Never, "remove", "removed" },
        { Presence.Connected, "enroll", "unchanged" },
        { Presence.Connected, "hear", "unchanged" },
        { Presence.Connected, "lose_lease", "lost" },
        { Presence.Connected, "drain", "connected" },
        { Presence.Connected, "remove", "removed" },
        { Presence.Lost, "enroll", "unchanged" },
        { Presence.Lost, "hear", "connected" },
        { Presence.Lost, "lose_lease", "unchanged" },
        { Presence.Lost, "drain", "lost" },
        { Presence.Lost, "remove", "removed" },
        { Presence.Removed, "enroll", "unchanged" },
        { Presence.Removed, "hear", "refused agent_removed" },
        { Presence.Removed, "lose_lease", "refused agent_removed" },
        { Presence.Removed, "drain", "refused agent_removed" },
        { Presence.Removed, "remove", "unchanged" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_presence_and_command_has_one_answer(Presence presence, string command, string answer)
    {
        AgentSnapshot? agent = presence == Presence.None ? null : Heard with { Presence = presence };

        AgentDecision decision = AgentMachine.Decide(agent, Command(command), Day);

        Assert.Equal(answer, Describe(decision));
        if (decision is Moved moved) Assert.Equal((agent?.Version ?? 0) + 1, moved.Next.Version);
    }

    [Fact]
    public void The_table_is_whole() =>
        Assert.Equal(Enum.GetValues<Presence>().Length * typeof(AgentCommand).GetNestedTypes().Length, Table.Count);

    [Theory]
    [InlineData(4, "n", "m", "an older start of the folder")]
    [InlineData(5, "x", "m", "a copy that counts the same")]
    [InlineData(5, "n", "x", "another machine")]
    [InlineData(9, "x", "x", "a newer start on another machine")]
    public void Only_the_newest_process_on_its_own_machine_speaks_for_the_agent(long instance, string nonce, string machine, string who)
    {
        SyncRequest sync = Sync with { Instance = instance, Nonce = nonce, MachineId = machine };

        var refused = Assert.IsType<Refused>(AgentMachine.Decide(Heard, new AgentCommand.Hear(sync), Day));

        Assert.True(refused.Code == AgentMachine.DuplicateIdentity, who);
        Assert.Equal(Heard with { DuplicateSeenAt = Day, Version = 4 }, refused.Noted);
        Assert.Null(Assert.IsType<Refused>(AgentMachine.Decide(refused.Noted, new AgentCommand.Hear(sync), Day.AddHours(1))).Noted);
    }

    [Fact]
    public void A_new_start_takes_over_and_clears_the_warning()
    {
        AgentSnapshot warned = Heard with { DuplicateSeenAt = Day };

        var moved = Assert.IsType<Moved>(
            AgentMachine.Decide(warned, new AgentCommand.Hear(Sync with { Instance = 6, Nonce = "o" }), Day));

        Assert.Equal((6, "o", null), (moved.Next.Instance, moved.Next.Nonce, moved.Next.DuplicateSeenAt));
    }

    [Fact]
    public void Hearing_the_same_again_stores_nothing_although_the_lists_are_other_objects()
    {
        SyncRequest same = Sync with { N = 2, Offer = new() { Slots = 2, Kinds = [TaskKind.Command], Roots = ["/srv"] } };

        Assert.IsType<Unchanged>(AgentMachine.Decide(Heard, new AgentCommand.Hear(same), Day));
    }

    [Fact]
    public void What_an_agent_offers_and_whether_it_drains_is_stored_when_it_changes()
    {
        SyncRequest more = Sync with { Draining = true, Offer = Offer with { Slots = 3 } };

        var moved = Assert.IsType<Moved>(AgentMachine.Decide(Heard, new AgentCommand.Hear(more), Day));

        Assert.Equal((3, true, false), (moved.Next.Offer.Slots, moved.Next.Draining, moved.Next.DrainRequested));
    }

    [Fact]
    public void A_first_sync_needs_a_start_that_was_counted() =>
        Assert.IsType<Refused>(AgentMachine.Decide(
            Heard with { Instance = 0, Nonce = "", Presence = Presence.Never }, new AgentCommand.Hear(Sync with { Instance = 0 }), Day));

    private static AgentCommand Command(string name) => name switch
    {
        "enroll" => new AgentCommand.Enroll(Id, "laptop", "m"),
        "hear" => new AgentCommand.Hear(Sync),
        "lose_lease" => new AgentCommand.LoseLease(),
        "drain" => new AgentCommand.Drain(Requested: true),
        _ => new AgentCommand.Remove(),
    };

    private static string Describe(AgentDecision decision) => decision switch
    {
        Moved moved => Words.Of(moved.Next.Presence),
        Refused refused => $"refused {refused.Code}",
        _ => "unchanged",
    };
}
