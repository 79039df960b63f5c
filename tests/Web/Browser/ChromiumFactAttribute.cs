namespace TaskSync.Web.Tests.Browser;

/// <summary>A test in a real browser: the one of the system, because tests download none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    private static readonly string[] Places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Skips where there is no browser.</summary>
    public ChromiumFactAttribute() =>
        Skip = Executable is null ? $"No browser is installed: none of {string.Join(", ", Places)} is there." : null;

    /// <summary>The browser; null if there is none.</summary>
    internal static string? Executable { get; } = Array.Find(Places, File.Exists);
}
