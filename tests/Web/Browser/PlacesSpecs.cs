using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskSync.Web.Tests.Browser;

/// <summary>The places of the page beside conversations: what is found, the fleet, and a narrow screen.</summary>
public sealed class PlacesSpecs(Chromium chromium) : InHouse(chromium)
{
    [ChromiumFact]
    public async Task A_task_is_found_by_its_words_and_state_and_what_is_found_stays_true()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.SubmitAsync("echo haystack");
        await tab.SeesStateAsync("Completed");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "New task" }).ClickAsync();
        await tab.SubmitAsync(House.HeldCommand.Replace("begun", "needle", StringComparison.Ordinal));
        await tab.SeesStateAsync("Working");

        await tab.Page.GetByRole(AriaRole.Searchbox).FillAsync("needle");
        ILocator found = tab.Page.Locator("#found-list > li");
        await Expect(found).ToHaveCountAsync(1);
        await Expect(found.Locator(".item-word")).ToHaveTextAsync("Working");
        House.Release();
        await Expect(found.Locator(".item-word")).ToHaveTextAsync("Completed");

        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.SeesSessionsAsync(2);
    }

    [ChromiumFact]
    public async Task An_answer_is_found_by_its_words_and_by_its_day()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.AskAsync("Hello");
        await tab.SeesStateAsync("Completed");

        await tab.Page.GetByRole(AriaRole.Searchbox).FillAsync("turn hello");
        await tab.Page.GetByText("Filters").ClickAsync();
        await tab.Page.Locator("#search-days").SelectOptionAsync("7");
        await Expect(tab.Page.Locator("#found-list .item-facts")).ToHaveTextAsync("Turn 1: Hello");
        await tab.Page.Locator("#search-state").SelectOptionAsync("failed");
        await Expect(tab.Page.Locator("#found-note")).ToHaveTextAsync("Nothing is found.");
    }

    [ChromiumFact]
    public async Task The_fleet_shows_what_an_agent_holds_and_takes_it_out_of_work()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.SubmitAsync(House.HeldCommand);
        await tab.SeesStateAsync("Working");

        await tab.Page.Locator("#fleet-link").ClickAsync();
        ILocator agent = tab.Page.Locator("#fleet-list > li");
        await Tab.ContainsAsync(agent, "Connected");
        await Expect(agent.Locator(".held a")).ToHaveCountAsync(1);
        await agent.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        await Tab.ContainsAsync(agent, "Draining");
        await agent.GetByRole(AriaRole.Button, new() { Name = "Take work again" }).ClickAsync();
        await Expect(agent).Not.ToContainTextAsync("Draining");
    }

    [ChromiumFact]
    public async Task The_fleet_says_of_an_agent_that_is_not_heard_any_more_that_it_takes_no_work()
    {
        using SpokenAgent agent = await SpokenAgent.EnrollAsync(House, "gone");
        await agent.SayAsync(SpokenAgent.Well);
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.Page.Locator("#fleet-link").ClickAsync();

        ILocator row = tab.Page.Locator("#fleet-list > li").First;
        await Expect(row.Locator("h2")).ToHaveTextAsync("gone");
        await Expect(row.Locator(".warning")).ToHaveTextAsync(
            ["It takes no work: it is not heard. Look whether it runs: tasksync agent doctor."]);
        await Tab.ContainsAsync(row, "Not heard");
    }

    [ChromiumFact]
    public async Task An_invitation_is_shown_as_what_to_type_elsewhere()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.Page.Locator("#fleet-link").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Invite an agent" }).ClickAsync();
        await Tab.ContainsAsync(
            tab.Page.Locator("#invite"), $"tasksync agent --server {House.Url.GetLeftPart(UriPartial.Authority)} --invite ");
    }

    [ChromiumFact]
    public async Task An_agent_is_removed_only_after_one_was_asked()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.Page.Locator("#fleet-link").ClickAsync();
        ILocator remove = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Remove…" });
        await remove.ClickAsync();
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(remove).ToBeFocusedAsync();

        await remove.ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(tab.Page.Locator("#fleet-list > li")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task A_phone_shows_one_thing_at_a_time_and_nothing_is_wider_than_it()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.Page.SetViewportSizeAsync(400, 800);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "New task" }).ClickAsync();
        await tab.AskAsync("See " + new string('x', 300));
        await tab.SeesStateAsync("Completed");
        await Expect(tab.Page.Locator("#sessions-list")).ToBeHiddenAsync();
        await FitsAsync(tab);

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Details of" }).ClickAsync();
        await Expect(tab.Text).ToBeHiddenAsync();
        await Expect(tab.Page.Locator("#task .facts")).ToBeVisibleAsync();
        await FitsAsync(tab);

        await tab.Page.Locator("#fleet-link").ClickAsync();
        await Expect(tab.Page.Locator("#fleet-list > li")).ToHaveCountAsync(1);
        await FitsAsync(tab);

        await House.StopServerAsync();
        await Expect(tab.Page.Locator("#connection-as-of")).ToContainTextAsync("shown as of");
        await FitsAsync(tab);
        await House.StartServerAsync();
    }

    private static async Task FitsAsync(Tab tab) => Assert.Equal(
        400, await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
}
