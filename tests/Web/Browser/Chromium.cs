using Microsoft.Playwright;

namespace TaskSync.Web.Tests.Browser;

/// <summary>One browser process for all tests; each test has a context of its own, which shares nothing with others.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;

    private IBrowser? _browser;

    /// <summary>The browser, once it is needed and there.</summary>
    private IBrowser Browser => _browser ?? throw new InvalidOperationException("There is no browser here.");

    public async Task InitializeAsync()
    {
        if (ChromiumFactAttribute.Executable is not { } executable) return;
        Assertions.SetDefaultExpectTimeout(Tab.PatienceMs);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,
            Timeout = Tab.PatienceMs,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>What one browser remembers, apart from what others do.</summary>
    public async Task<IBrowserContext> OpenContextAsync(ViewportSize? size = null)
    {
        IBrowserContext context = await Browser.NewContextAsync(new() { ViewportSize = size });
        context.SetDefaultTimeout(Tab.PatienceMs);
        return context;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
