using System.Diagnostics;

namespace TaskSync.Agent.Processes;

/// <summary>
/// The program that gives a command a session of its own and tells an exit code from a signal: setsid of
/// util-linux, which every common Linux has.
/// </summary>
internal static class Setsid
{
    /// <summary>
    /// .NET ignores SIGPIPE, whoever started the agent may have ignored more, and what is ignored is
    /// inherited. A command that writes to a closed pipe must end, not complain; no shell can give it that
    /// back, env can.
    /// </summary>
    public const string Env = "/usr/bin/env";

    /// <summary>What makes it do so.</summary>
    public static readonly string[] DefaultSignals = ["--default-signal"];

    private static readonly string[] Places = ["/usr/bin/setsid", "/bin/setsid", "/usr/local/bin/setsid"];

    /// <summary>Where it is.</summary>
    public static string Path { get; } = Places.FirstOrDefault(File.Exists) ?? "/usr/bin/setsid";

    /// <summary>
    /// Why attempts can't be supervised on this machine; null if they can. Tries it out: an end by a signal
    /// must show as one.
    /// </summary>
    public static async Task<string?> WhyNotAsync()
    {
        if (!OperatingSystem.IsLinux()) return "The agent runs on Linux and macOS only.";
        if (!File.Exists(Path)) return "The agent needs the command setsid of util-linux. Install util-linux.";
        const int SigPipe = 13;
        (int code, bool said) = await TryAsync(
            Env, [.. DefaultSignals, Path, "--fork", "--wait", "/bin/sh", "-c", "kill -PIPE $$"]);
        return code == SigPipe && said
            ? null
            : $"{Env} and {Path} do not treat signals as those of coreutils 8.31 and util-linux 2.24 do. "
                + "Install these.";
    }

    private static async Task<(int Code, bool Said)> TryAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said.Length > 0);
    }
}
