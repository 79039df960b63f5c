using System.Net;
using Microsoft.Playwright;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Grains.Leases;
using static Microsoft.Playwright.Assertions;

namespace TaskSync.Web.Tests.Browser;

/// <summary>Why an agent takes no new work, as the fleet shows it.</summary>
public sealed class FleetSpecs(Chromium chromium) : InHouse(chromium)
{
    /// <summary>What is said once holds for the whole test, however busy the machine is.</summary>
    protected override LeaseOptions Leases => new() { Lease = TimeSpan.FromHours(1) };

    protected override int Slots => 1;

    [ChromiumFact]
    public async Task One_that_was_not_heard_yet()
    {
        using SpokenAgent agent = await SpokenAgent.EnrollAsync(House, "new");
        ILocator row = await OpenFleetAsync("new");
        await SaysAsync(row, "It takes no work: it was not heard yet.");
        await Tab.ContainsAsync(row, "Not seen yet");

        await agent.SayAsync(SpokenAgent.Well);
        await SaysNothingAsync(row);
    }

    [ChromiumFact]
    public async Task One_whose_disk_fails_in_the_disk_s_own_words_until_it_takes_things_down_again()
    {
        using SpokenAgent agent = await SpokenAgent.EnrollAsync(House, "full");
        AgentOffer full = SpokenAgent.Well with { DiskError = "No space left on device." };
        await agent.SayAsync(full, isDraining: true);
        ILocator row = await OpenFleetAsync("full");
        await SaysAsync(row, "It takes no work: its disk takes nothing down. No space left on device.");
        await Expect(row.GetByRole(AriaRole.Button, new() { Name = "Drain" })).ToBeVisibleAsync();

        await agent.SayAsync(SpokenAgent.Well);
        await SaysNothingAsync(row);
    }

    [ChromiumFact]
    public async Task One_of_which_a_copy_speaks_until_it_is_started_anew()
    {
        using SpokenAgent agent = await SpokenAgent.EnrollAsync(House, "twin");
        await agent.SayAsync(SpokenAgent.Well, start: 2);
        Assert.Equal(HttpStatusCode.Conflict, await agent.SayAsync(SpokenAgent.Well, start: 1));
        ILocator row = await OpenFleetAsync("twin");
        await SaysAsync(row, "Another process speaks for this agent and is refused: duplicate identity. "
            + "Enrol that folder anew: tasksync agent --invite CODE --server URL.");

        await agent.SayAsync(SpokenAgent.Well, start: 3);
        await SaysNothingAsync(row);
    }

    [ChromiumFact]
    public async Task One_that_drains_by_itself()
    {
        using SpokenAgent agent = await SpokenAgent.EnrollAsync(House, "leaving");
        await agent.SayAsync(SpokenAgent.Well, isDraining: true);
        ILocator row = await OpenFleetAsync("leaving");
        await SaysAsync(row, "Draining: it gets no new work and finishes what it has.");

        await agent.SayAsync(SpokenAgent.Well);
        await SaysNothingAsync(row);
    }

    [ChromiumFact]
    public async Task One_that_does_not_run_all_kinds_is_said_to_without_a_warning()
    {
        using SpokenAgent agent = await SpokenAgent.EnrollAsync(House, "plain");
        await agent.SayAsync(SpokenAgent.Well with { Kinds = [TaskKind.Command] });
        ILocator row = await OpenFleetAsync("plain");
        await Tab.ContainsAsync(
            row, "It runs no Claude and no Codex: agent.json leaves that out, or the program is not there.");
        await Expect(row.Locator(".warning")).ToHaveCountAsync(0);

        await agent.SayAsync(SpokenAgent.Well);
        await Expect(row).Not.ToContainTextAsync("It runs no");
    }

    [ChromiumFact]
    public async Task One_whose_slots_are_all_taken_without_a_warning()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.SubmitAsync(House.HeldCommand);
        await tab.SeesStateAsync("Working");
        ILocator row = await OpenFleetAsync(tab, "laptop");
        await Tab.ContainsAsync(row, "1 of 1 slots busy: it takes no more for now");
        await SaysNothingAsync(row);

        House.Release();
        await Tab.ContainsAsync(row, "0 of 1 slots busy");
        await Expect(row).Not.ToContainTextAsync("it takes no more for now");
    }

    private async Task<ILocator> OpenFleetAsync(string agent) =>
        await OpenFleetAsync(await Tab.LogInAsync(Context, House), agent);

    private static async Task<ILocator> OpenFleetAsync(Tab tab, string agent)
    {
        await tab.Page.Locator("#fleet-link").ClickAsync();
        ILocator name = tab.Page.GetByRole(AriaRole.Heading, new() { Name = agent });
        return tab.Page.Locator("#fleet-list > li").Filter(new() { Has = name });
    }

    private static Task SaysAsync(ILocator agent, string warning) =>
        Expect(agent.Locator(".warning")).ToHaveTextAsync([warning]);

    private static async Task SaysNothingAsync(ILocator agent)
    {
        await Tab.ContainsAsync(agent, "Connected");
        await Expect(agent.Locator(".warning")).ToHaveCountAsync(0);
    }
}
