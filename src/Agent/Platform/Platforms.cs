using TaskSync.Agent.Platform.MacOs;

namespace TaskSync.Agent.Platform;

/// <summary>Which platform this is.</summary>
internal static class Platforms
{
    private static readonly Lazy<IPlatform> Own =
        new(() => OperatingSystem.IsMacOS() ? new MacOsPlatform(new Xnu()) : new LinuxPlatform());

    /// <summary>The one of the machine that this runs on.</summary>
    public static IPlatform Here => Own.Value;
}
