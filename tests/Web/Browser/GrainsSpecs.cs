using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskSync.Web.Tests.Browser;

/// <summary>The grains in memory, on their page and over HTTP.</summary>
[Collection(nameof(Chromium))]
public sealed class GrainsSpecs(Chromium chromium) : IAsyncLifetime
{
    private House _house = null!;

    public async Task InitializeAsync() => _house = await House.OpenAsync();

    public async Task DisposeAsync() => await _house.DisposeAsync();

    [ChromiumFact]
    public async Task The_page_shows_the_grains_that_are_in_memory_once_one_has_logged_in()
    {
        await using IBrowserContext context = await chromium.OpenContextAsync();
        Tab stranger = await Tab.OpenAsync(context, $"{_house.Url}grains");
        await Expect(stranger.Page.Locator("#as-of")).ToContainTextAsync("Not live. Log in");

        Tab tab = await Tab.OpenAsync(context, await _house.LoginLinkAsync());
        await tab.SeesLiveAsync();
        await tab.SubmitAsync(House.HeldCommand);
        await tab.SeesStateAsync("Working");
        await tab.Page.GotoAsync($"{_house.Url}grains");
        await Expect(tab.Page.Locator("#rows tr", new() { HasText = "agent" })).ToContainTextAsync("watch at");
        await Expect(tab.Page.Locator("#counts")).ToContainTextAsync("1 task");
        tab.MadeNoMistakes();
    }

    [Fact]
    public async Task They_are_for_people_and_a_limit_is_a_number()
    {
        using var http = new HttpClient { BaseAddress = _house.Url };
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("api/grains")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _house.AdminToken());
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("api/grains?type=agent&limit=1")).StatusCode);
        foreach (string limit in new[] { "0", "1001", "many" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync($"api/grains?limit={limit}")).StatusCode);
        }
    }
}
