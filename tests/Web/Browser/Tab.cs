using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskSync.Web.Tests.Browser;

/// <summary>A person before one tab of the page, in the words of what they see and do.</summary>
internal sealed class Tab(IPage page)
{
    /// <summary>
    /// Commands start within a second, and a lease is over after ten; the rest is for a machine that does other things, too.
    /// </summary>
    public const int PatienceMs = 60_000;

    private readonly List<string> _mistakes = [];

    public IPage Page => page;

    public ILocator Truth => page.Locator("#connection-word");

    public ILocator Text => page.Locator("#composer-text");

    public ILocator Turns => page.Locator("#session-tasks > li");

    private ILocator Turn => Turns.Last;

    private ILocator Sessions => page.Locator("#sessions-list > li");

    public static async Task<Tab> OpenAsync(IBrowserContext context, string address)
    {
        var tab = new Tab(await context.NewPageAsync());
        tab.NoteMistakes();
        await tab.Page.GotoAsync(address);
        return tab;
    }

    /// <summary>Opens a tab with a login link, at another address of the house if there is one.</summary>
    public static async Task<Tab> LogInAsync(IBrowserContext context, House house, Uri? address = null)
    {
        var link = new UriBuilder(await house.LoginLinkAsync()) { Port = (address ?? house.Url).Port };
        Tab tab = await OpenAsync(context, link.Uri.AbsoluteUri);
        await tab.SeesLiveAsync();
        return tab;
    }

    public Task SubmitAsync(string command) => SendAsync("Command", command);

    public Task AskAsync(string prompt) => SendAsync("Claude", prompt);

    /// <summary>Asks again where one is, as the form has it.</summary>
    public async Task FollowUpAsync(string prompt)
    {
        await Text.FillAsync(prompt);
        await Text.PressAsync("Enter");
    }

    public Task PressAsync(string button) =>
        Turn.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task OpenNewestSessionAsync() => Sessions.First.GetByRole(AriaRole.Link).ClickAsync();

    /// <summary>The task that was found first.</summary>
    public Task OpenNewestFoundAsync() => page.Locator("#found-list > li").First.GetByRole(AriaRole.Link).ClickAsync();

    public Task SeesLiveAsync() => SeesAsync(Truth, "Live");

    public Task SeesStateAsync(string word) => SeesStateAsync(Turn, word);

    public Task SeesStateAsync(int turn, string word) => SeesStateAsync(Turns.Nth(turn - 1), word);

    public Task SeesInTurnAsync(int turn, string text) => ContainsAsync(Turns.Nth(turn - 1), text);

    public Task SeesNewestSessionAsync(string word) => SeesAsync(Sessions.First.Locator(".item-word"), word);

    public Task SeesSessionsAsync(int count) => CountsAsync(Sessions, count);

    public Task SeesTasksAsync(int count) => CountsAsync(Turns, count);

    public Task SeesOutputAsync(string text) => ContainsAsync(Turn.Locator(".output-box"), text);

    public static Task ContainsAsync(ILocator what, string text) =>
        Expect(what).ToContainTextAsync(text, new() { Timeout = PatienceMs });

    /// <summary>Brings the tab to the front or puts it behind another; a browser without a screen shows all of them.</summary>
    public Task TurnAsync(bool visible) => page.EvaluateAsync(
        """
        (state) => {
          Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """,
        visible ? "visible" : "hidden");

    /// <summary>Stops the page's clocks, so that nothing gets old on it; its timers go on.</summary>
    public Task StopClockAsync() => page.EvaluateAsync(
        """
        () => {
          const [at, wall] = [performance.now(), Date.now()];
          performance.now = () => at;
          Date.now = () => wall;
        }
        """);

    /// <summary>Errors of the page's own program, and whatever its content security policy had to stop.</summary>
    public void MadeNoMistakes() => Assert.Empty(_mistakes);

    private async Task SendAsync(string kind, string text)
    {
        await page.GetByRole(AriaRole.Radio, new() { Name = kind }).CheckAsync();
        await Text.FillAsync(text);
        await page.Locator("#composer-send").ClickAsync();
    }

    private static Task SeesStateAsync(ILocator turn, string word) =>
        SeesAsync(turn.Locator(".turn-state .item-word"), word);

    private static Task SeesAsync(ILocator what, string text) =>
        Expect(what).ToHaveTextAsync(text, new() { Timeout = PatienceMs });

    private static Task CountsAsync(ILocator rows, int count) =>
        Expect(rows).ToHaveCountAsync(count, new() { Timeout = PatienceMs });

    private void NoteMistakes()
    {
        page.PageError += (_, error) => _mistakes.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) _mistakes.Add(message.Text);
        };
    }
}
