using TaskSync.Cli.Tests.Fakes;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Tasks;

namespace TaskSync.Cli.Tests;

public sealed class FleetSpecs : IAsyncLifetime
{
    private static readonly AgentSummary Laptop = new()
    {
        AgentId = AgentId.Derive("laptop"), Name = "laptop", Presence = Presence.Connected, Version = 1, Change = 1, Busy = 0,
        Offer = new() { Slots = 2, Kinds = [TaskKind.Command, TaskKind.Claude, TaskKind.Codex] },
    };

    private readonly Terminal terminal = new();
    private FakeServer server = null!;

    public static TheoryData<AgentSummary, string> Agents => new()
    {
        { Laptop, "yes" },
        { Laptop with { Draining = true }, "no: draining" },
        {
            Laptop with { Damaged = true, Offer = new() },
            "no: its stored record is damaged; restore a backup, or mend it in the database"
        },
        { Laptop with { Busy = 2 }, "no: all slots are busy" },
        { Laptop with { Presence = Presence.Lost }, "no: not heard" },
        { Laptop with { Presence = Presence.Never }, "no: not heard yet" },
        { Laptop with { Offer = Laptop.Offer with { Kinds = [TaskKind.Command] } }, "all but claude and codex" },
        {
            Laptop with { Draining = true, Offer = Laptop.Offer with { DiskError = "No space left on device." } },
            "no: its disk takes nothing down: No space left on device."
        },
        {
            Laptop with { Presence = Presence.Lost, DuplicateSeenAt = DateTimeOffset.UnixEpoch },
            "no: another process speaks for it; enrol that folder anew with `tasksync invite`"
        },
        {
            Laptop with { DuplicateSeenAt = DateTimeOffset.UnixEpoch },
            "yes; a copy of its folder is refused: enrol that anew with `tasksync invite`"
        },
    };

    public async Task InitializeAsync()
    {
        server = await FakeServer.StartAsync();
        terminal.Find(server);
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        terminal.Dispose();
    }

    [Theory]
    [MemberData(nameof(Agents), DisableDiscoveryEnumeration = true)]
    public async Task The_fleet_says_who_takes_work_and_what_keeps_the_others_from_it(AgentSummary agent, string expected)
    {
        server.Agents = [agent];
        Assert.Equal(0, await terminal.RunAsync("agents"));
        Assert.EndsWith($"  {expected}", terminal.Out.TrimEnd());
    }

    [Fact]
    public async Task A_name_without_an_invite_is_refused_with_what_to_do()
    {
        Assert.Equal(2, await terminal.RunAsync("agent", "--name", "other"));
        Assert.Contains("--name goes with --invite", terminal.Error);
    }
}
