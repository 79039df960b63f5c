using System.Text.RegularExpressions;

namespace TaskSync.Tidy.Tests;

/// <summary>All bans.</summary>
internal static partial class Bans
{
    public static IReadOnlyList<Ban> All { get; } =
    [
        new("the real clock: time comes from a TimeProvider", Code("src"), RealClock().IsMatch,
            Breaks: "var now = DateTimeOffset.UtcNow;", Keeps: "var now = time.GetUtcNow();"),
        new("the system's TimeProvider read on the spot: it is handed in", Code("src"), SystemClock().IsMatch,
            Breaks: "var now = TimeProvider.System.GetUtcNow();", Keeps: "services.TryAddSingleton(TimeProvider.System);"),
        new("a Stopwatch: a TimeProvider counts as well, and can be faked", Code("src"), Watch().IsMatch,
            Breaks: "long start = Stopwatch.GetTimestamp();", Keeps: "long start = time.GetTimestamp();")
        {
            // It times the disk itself, on a thread of its own, for the counters.
            Allowed = ["src/Storage/Writing/GroupWriter.cs"],
        },
        new("a timer of the real clock", Code("src"), line => RealTimer().IsMatch(line) || Calls.WithoutTime(line, TimedCall()),
            Breaks: "using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));",
            Keeps: "using var beats = new PeriodicTimer(period, time);"),
        new("a delay without a TimeProvider", Code("src"), line => Calls.WithoutTime(line, Delay()),
            Breaks: "await Task.Delay(TimeSpan.FromSeconds(1), cancel);", Keeps: "await Task.Delay(pause, time, cancel);")
        {
            // It bounds the wait for that same thread when the server stops.
            Allowed = ["src/Storage/Writing/GroupWriter.cs"],
        },
        new("a blocked thread", Code("src", "tests", "bench"), Sleep().IsMatch,
            Breaks: "Thread.Sleep(100);", Keeps: "await signal.Task;"),
        new("a sleep in a test: await a signal, or advance the clock", Code("tests"), line => Calls.WithoutTime(line, Delay()),
            Breaks: "await Task.Delay(500);", Keeps: "await Task.Delay(Timeout.Infinite, cancel);")
        {
            // Orleans measures how long a grain is idle by a stopwatch that no test can move.
            Allowed = ["tests/Orleans.Tests/Fixture/OrleansHarness.cs"],
        },
        new("text made into markup", file => file.IsBelow("src/Api") && file.Is(".js", ".mjs", ".html"), Markup().IsMatch,
            Breaks: "row.innerHTML = title;", Keeps: "row.textContent = title;"),
        new("leaving the grain's scheduler", Code("src/Grains"), Leaving().IsMatch,
            Breaks: "await Task.Run(() => Decide());", Keeps: "await Decide();"),
        new("a grain class that others could reach past its interface", Code("src/Grains"), PublicGrain().IsMatch,
            Breaks: "public sealed partial class TaskGrain : Grain, ITaskGrain", Keeps: "internal sealed partial class TaskGrain : Grain"),
        new("a shell between us and a process", Code("src"), Shell().IsMatch,
            Breaks: "start.UseShellExecute = true;", Keeps: "new ProcessStartInfo(program) { UseShellExecute = false }")
        {
            // Scripts of our own, which hand the work's argv on as it is and read none of it.
            Allowed = ["src/Agent/Processes/Setsid.cs", "src/Agent/Platform/LinuxPlatform.cs"],
        },
        new("work put off: do it, or open an issue", file => file.Is(".cs", ".js", ".mjs", ".css", ".html", ".sh", ".md", ".csproj"),
            PutOff().IsMatch, Breaks: "// TODO: retry", Keeps: "// Hacks are not for us.")
        {
            InComments = true,
        },
    ];

    private static Func<SourceFile, bool> Code(params string[] folders) =>
        file => file.Is(".cs") && folders.Any(file.IsBelow);

    [GeneratedRegex(@"(?<!Get)\bUtcNow\b|\bDateTime(Offset)?\.(Now|Today)\b|\bTickCount")]
    private static partial Regex RealClock();

    [GeneratedRegex(@"TimeProvider\.System\.")]
    private static partial Regex SystemClock();

    [GeneratedRegex(@"\bStopwatch\b")]
    private static partial Regex Watch();

    [GeneratedRegex(@"\bnew (System\.Threading\.|System\.Timers\.)?Timer\(")]
    private static partial Regex RealTimer();

    [GeneratedRegex(@"\bnew (PeriodicTimer|CancellationTokenSource)\(")]
    private static partial Regex TimedCall();

    [GeneratedRegex(@"\bTask\.Delay\(")]
    private static partial Regex Delay();

    [GeneratedRegex(@"\bThread\.Sleep\(|\bSpinWait\.SpinUntil\(")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser)\b|\beval\(|new Function\(")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\.ConfigureAwait\(false\)|\bTask\.Run\(")]
    private static partial Regex Leaving();

    [GeneratedRegex(@"\bpublic\s+(\w+\s+)*class\s+\w*Grain\b")]
    private static partial Regex PublicGrain();

    [GeneratedRegex("""UseShellExecute\s*=\s*true|\bProcess\.Start\(\s*\$?"|\.Arguments\s*=[^=]|\bArguments\s*=\s*\$?"|"(/bin/)?(ba)?sh",\s*"-c"|cmd\.exe""")]
    private static partial Regex Shell();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b")]
    private static partial Regex PutOff();
}
