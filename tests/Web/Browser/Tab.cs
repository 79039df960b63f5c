using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskSync.Web.Tests.Browser;

/// <summary>A person before one tab of the page, in the words of what they see and do.</summary>
internal sealed class Tab(IPage page)
{
    /// <summary>Commands start within a second; the rest is for a machine that does other things as well.</summary>
    private const int PatienceMs = 15_000;

    private readonly List<string> _mistakes = [];

    public IPage Page => page;

    public ILocator Truth => page.Locator("#connection-word");

    private ILocator Sessions => page.Locator("#sessions-list > li");

    public static async Task<Tab> OpenAsync(IBrowserContext context, string address)
    {
        var tab = new Tab(await context.NewPageAsync());
        tab.NoteMistakes();
        await tab.Page.GotoAsync(address);
        return tab;
    }

    public async Task SubmitAsync(string command)
    {
        await page.GetByLabel("Command").FillAsync(command);
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
    }

    public Task PressAsync(string button) =>
        page.Locator("#task").GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task OpenNewestSessionAsync() => Sessions.First.GetByRole(AriaRole.Link).ClickAsync();

    public Task SeesLiveAsync() => SeesAsync(Truth, "Live");

    public Task SeesStateAsync(string word) => SeesAsync(page.Locator("#task .task-state .item-word"), word);

    public Task SeesNewestSessionAsync(string word) => SeesAsync(Sessions.First.Locator(".item-word"), word);

    public Task SeesSessionsAsync(int count) => CountsAsync(Sessions, count);

    public Task SeesTasksAsync(int count) => CountsAsync(page.Locator("#session-tasks > li"), count);

    public Task SeesOutputAsync(string text) =>
        Expect(page.Locator("#task .output-box")).ToContainTextAsync(text, new() { Timeout = PatienceMs });

    /// <summary>Brings the tab to the front or puts it behind another; a browser without a screen shows all of them.</summary>
    public Task TurnAsync(bool visible) => page.EvaluateAsync(
        """
        (state) => {
          Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """,
        visible ? "visible" : "hidden");

    /// <summary>Errors of the page's own program, and whatever its content security policy had to stop.</summary>
    public void MadeNoMistakes() => Assert.Empty(_mistakes);

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
