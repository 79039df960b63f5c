using TaskSync.Agent.Platform;
using TaskSync.Agent.Platform.MacOs;

namespace TaskSync.Agent.Tests.Dummy;

/// <summary>
/// Which platform an agent under test has: this Linux as it is, or as macOS would tell of it.
/// </summary>
internal static class Flavour
{
    public const string Linux = "linux";

    public const string MacOs = "macos";

    /// <summary>
    /// What all tests use that do not say: <c>TASKSYNC_TEST_PLATFORM=macos</c> runs every one of them in that
    /// way.
    /// </summary>
    public static string Usual { get; } = Environment.GetEnvironmentVariable("TASKSYNC_TEST_PLATFORM") ?? Linux;

    public static IPlatform Of(string? flavour) => (flavour ?? Usual) switch
    {
        Linux => new LinuxPlatform(),
        MacOs => new MacOsPlatform(new XnuOnLinux()),
        string other => throw new ArgumentException($"There is no platform {other} to test on."),
    };
}
