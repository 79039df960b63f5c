using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskSync.Web.Tests.Browser;

/// <summary>The page in a real browser, with a real server and a real agent.</summary>
public sealed class PageSpecs(Chromium chromium) : InHouse(chromium)
{
    [ChromiumFact]
    public async Task A_printed_link_logs_in_once_and_leaves_its_code_nowhere()
    {
        string link = await House.LoginLinkAsync();
        Tab tab = await Tab.OpenAsync(Context, link);
        await tab.SeesLiveAsync();
        Assert.Equal(House.Url.AbsoluteUri, tab.Page.Url);
        tab.MadeNoMistakes();

        await using IBrowserContext other = await Chromium.OpenContextAsync();
        Tab late = await Tab.OpenAsync(other, link);
        await Expect(late.Page.GetByRole(AriaRole.Heading, new() { Name = "Log in" })).ToBeVisibleAsync();
        await Expect(late.Page.Locator("#login-problem")).ToContainTextAsync("used");
    }

    [ChromiumFact]
    public async Task A_token_logs_in_too()
    {
        Tab tab = await Tab.OpenAsync(Context, House.Url.AbsoluteUri);
        await tab.Page.GetByLabel("Or enter an access token").FillAsync(House.AdminToken());
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await tab.SeesLiveAsync();
    }

    [ChromiumFact]
    public async Task A_command_is_shown_as_argv_sent_and_seen_to_its_end_without_a_reload()
    {
        Tab tab = await LogInAsync();
        await tab.Page.GetByRole(AriaRole.Radio, new() { Name = "Command" }).CheckAsync();
        await tab.Text.FillAsync("echo '<b>not bold</b>' two");
        await Expect(tab.Page.Locator("#composer-argv li")).ToHaveTextAsync(["echo", "<b>not bold</b>", "two"]);

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await tab.SeesStateAsync("Completed");
        await tab.SeesOutputAsync("<b>not bold</b> two");
        tab.MadeNoMistakes();
    }

    [ChromiumFact]
    public async Task A_command_that_wrote_errors_alone_shows_them()
    {
        Tab tab = await LogInAsync();
        await tab.SubmitAsync("sh -c 'echo no such thing >&2; exit 3'");
        await tab.SeesStateAsync("Failed");
        await tab.SeesOutputAsync("no such thing");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Standard output" }).ClickAsync();
        await Expect(tab.Page.GetByText("It wrote nothing.")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task A_state_changes_on_the_screen_when_it_changes()
    {
        Tab tab = await LogInAsync();
        await tab.SubmitAsync(House.HeldCommand);
        await tab.SeesStateAsync("Working");
        await tab.SeesOutputAsync("begun");

        House.Release();
        await tab.SeesStateAsync("Completed");
        await tab.SeesNewestSessionAsync("Completed");
    }

    [ChromiumFact]
    public async Task A_cancel_stops_the_process_and_is_called_cancelled_only_then()
    {
        Tab tab = await LogInAsync();
        await tab.SubmitAsync(House.HeldCommand);
        await tab.SeesOutputAsync("begun");

        await tab.PressAsync("Cancel");
        await tab.SeesStateAsync("Cancelled");
        await Expect(tab.Turns.Last).Not.ToContainTextAsync("unconfirmed");
    }

    [ChromiumFact]
    public async Task A_lost_answer_makes_no_second_task()
    {
        Tab tab = await LogInAsync();
        var wasSeen = new TaskCompletionSource();
        int calls = 0;
        await tab.Page.RouteAsync("**/api/tasks", async route =>
        {
            // The server takes the first two, and nobody hears of it. The next answer waits until somebody saw
            // what the page says meanwhile.
            IAPIResponse answer = await route.FetchAsync();
            if (++calls <= 2)
            {
                await route.AbortAsync();
                return;
            }
            await wasSeen.Task;
            await route.FulfillAsync(new() { Response = answer });
        });
        await tab.SubmitAsync("echo once");
        await Expect(tab.Page.Locator("#composer-status")).ToContainTextAsync("Not confirmed yet");
        wasSeen.SetResult();
        await tab.SeesStateAsync("Completed");
        await tab.SeesTasksAsync(1);
        await tab.SeesSessionsAsync(1);
    }

    [ChromiumFact]
    public async Task A_server_that_goes_makes_the_page_say_so_and_one_that_comes_back_makes_it_right()
    {
        Tab tab = await LogInAsync();
        await tab.SubmitAsync(House.HeldCommand);
        await tab.SeesStateAsync("Working");

        // Its beats don't get old any more, so it is the end of the stream that is noticed.
        await tab.StopClockAsync();
        await House.StopServerAsync();
        await Expect(tab.Truth).ToHaveTextAsync("Reconnecting…");
        await Expect(tab.Page.Locator("#connection-as-of")).ToHaveTextAsync(new Regex("^shown as of .*:"));
        House.Release();

        await House.StartServerAsync();
        await tab.SeesLiveAsync();
        await tab.SeesStateAsync("Completed");
        tab.MadeNoMistakes();
    }

    [ChromiumFact]
    public async Task A_network_cut_without_a_word_is_noticed_and_mended()
    {
        await using var wire = new Relay(House.Url.Port);
        Tab tab = await LogInAsync(wire.Address);

        wire.Cut();
        // After how long without a beat it is, the tests of its modules say, on a clock of their own.
        await Expect(tab.Truth).Not.ToHaveTextAsync("Live");
        wire.Mend();
        await tab.SeesLiveAsync();
    }

    [ChromiumFact]
    public async Task What_one_tab_does_another_shows()
    {
        Tab one = await LogInAsync();
        Tab two = await Tab.OpenAsync(Context, House.Url.AbsoluteUri);
        await two.SeesLiveAsync();

        await one.SubmitAsync("echo shared");
        await two.SeesNewestSessionAsync("Completed");
        await two.OpenNewestSessionAsync();
        await two.SeesTasksAsync(1);
    }

    [ChromiumFact]
    public async Task Ten_tabs_work()
    {
        var tabs = new List<Tab> { await LogInAsync() };
        while (tabs.Count < 10)
        {
            await tabs[^1].TurnAsync(visible: false);
            tabs.Add(await Tab.OpenAsync(Context, House.Url.AbsoluteUri));
            await tabs[^1].SeesLiveAsync();
        }
        await tabs[^1].SubmitAsync("echo tenth");
        await tabs[^1].SeesStateAsync("Completed");

        await tabs[^1].TurnAsync(visible: false);
        await tabs[0].TurnAsync(visible: true);
        await tabs[0].SeesLiveAsync();
        await tabs[0].SeesNewestSessionAsync("Completed");
    }

    [ChromiumFact]
    public async Task A_reload_keeps_the_place()
    {
        Tab tab = await LogInAsync();
        await tab.SubmitAsync("echo here");
        await tab.SeesStateAsync("Completed");
        string place = tab.Page.Url;

        await tab.Page.ReloadAsync();
        await tab.SeesStateAsync("Completed");
        await tab.SeesOutputAsync("here");
        Assert.Equal(place, tab.Page.Url);
    }

    private Task<Tab> LogInAsync(Uri? address = null) => Tab.LogInAsync(Context, House, address);
}

/// <summary>The browser that these tests share.</summary>
[CollectionDefinition(nameof(Chromium))]
public sealed class ChromiumCollection : ICollectionFixture<Chromium>;
