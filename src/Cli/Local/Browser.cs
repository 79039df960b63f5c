using System.ComponentModel;
using System.Diagnostics;

namespace TaskSync.Cli.Local;

/// <summary>Opens the dashboard, where there is a desktop to open it on.</summary>
internal static class Browser
{
    public static bool IsThere(Func<string, string?> variable) =>
        OperatingSystem.IsMacOS()
        || variable("DISPLAY") is { Length: > 0 }
        || variable("WAYLAND_DISPLAY") is { Length: > 0 };

    /// <summary>
    /// Opens a link. A desktop without a browser is no reason to fail: the link is printed anyway.
    /// </summary>
    public static void Open(string link)
    {
        ProcessStartInfo start = new(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [link])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process? opened = Process.Start(start);
        }
        catch (Win32Exception)
        {
            // There is no such program here.
        }
    }
}
