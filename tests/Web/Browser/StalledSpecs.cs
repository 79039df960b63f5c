using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskSync.Web.Tests.Browser;

/// <summary>Work that runs and says nothing, as the page shows it.</summary>
public sealed class StalledSpecs(Chromium chromium) : InHouse(chromium)
{
    /// <summary>Silent until it is released, and then never until it may end.</summary>
    private const string Silent =
        "sh -c 'echo begun; while test -e hold; do sleep 0.05; done; until test -e go; do echo more; sleep 0.1; done'";

    /// <summary>So many looks at a clock that moves each second; one without a question is enough.</summary>
    private const int Ticks = 10;

    protected override double StalledAfterSeconds => 1.5;

    [ChromiumFact]
    public async Task One_that_shows_no_sign_of_life_is_marked_wherever_it_stands_until_it_shows_one()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.SubmitAsync(Silent);
        ILocator turn = tab.Turns.Locator(".silence");
        await Tab.ContainsAsync(turn, "no sign of life for ");
        await tab.SeesStateAsync("Working");
        ILocator session = tab.Page.Locator("#sessions-list .silence");
        await Tab.ContainsAsync(session, "no sign of life for ");

        await tab.Page.GetByRole(AriaRole.Searchbox).FillAsync("begun");
        await Tab.ContainsAsync(tab.Page.Locator("#found-list .silence"), "no sign of life for ");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Details of" }).ClickAsync();
        ILocator task = tab.Page.Locator("#task .silence");
        await Tab.ContainsAsync(task, "no sign of life for ");
        await Tab.ContainsAsync(tab.Page.Locator("#task .task-message"), "Its last sign of life was at ");
        await tab.Page.Locator("#fleet-link").ClickAsync();
        await Tab.ContainsAsync(tab.Page.Locator(".held .silence"), "no sign of life for ");

        House.Release();
        await Expect(tab.Page.Locator(".held .silence")).ToBeHiddenAsync(new() { Timeout = Tab.PatienceMs });
        await tab.OpenNewestFoundAsync();
        await Expect(task).ToBeHiddenAsync(new() { Timeout = Tab.PatienceMs });
        await Expect(turn).ToBeHiddenAsync(new() { Timeout = Tab.PatienceMs });
        await tab.SeesStateAsync("Working");
        await tab.Page.GetByRole(AriaRole.Searchbox).PressAsync("Escape");
        await Expect(tab.Page.Locator("#sessions-list .item-word")).ToBeVisibleAsync(new() { Timeout = Tab.PatienceMs });
        await tab.SeesNewestSessionAsync("Working");
        await Expect(session).ToBeHiddenAsync(new() { Timeout = Tab.PatienceMs });
        House.Go();
        await tab.SeesStateAsync("Completed");
    }

    [ChromiumFact]
    public async Task The_silence_grows_with_the_page_s_clock_and_asks_for_nothing()
    {
        Tab tab = await Tab.LogInAsync(Context, House);
        await tab.SubmitAsync(Silent);
        ILocator silence = tab.Turns.Locator(".silence");
        await Tab.ContainsAsync(silence, "no sign of life for ");
        var asked = new ConcurrentQueue<string>();
        tab.Page.Request += (_, request) => asked.Enqueue(request.Url);

        // The page reads an open task again every few seconds, whatever its clock does; a clock that asks would ask each time.
        for (int tick = 0; tick < Ticks; tick++)
        {
            asked.Clear();
            await GrowsAsync(silence);
            if (asked.IsEmpty) break;
        }
        Assert.Empty(asked);
        House.Release();
        House.Go();
        await tab.SeesStateAsync("Completed");
    }

    private static async Task GrowsAsync(ILocator silence)
    {
        string before = await silence.InnerTextAsync();
        await Expect(silence).Not.ToHaveTextAsync(before, new() { Timeout = Tab.PatienceMs });
    }
}
