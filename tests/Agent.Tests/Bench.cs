using System.Diagnostics;
using System.Text;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Platform;
using TaskSync.Agent.Tests.Server;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

/// <summary>
/// A server, an agent's folder, and words for what happens to them. Everything ends with it.
/// </summary>
internal sealed class Bench : IAsyncDisposable
{
    /// <summary>Nothing here takes longer, unless it never happens, or the machine has no time for us.</summary>
    internal static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private readonly List<Process> _processes = [];
    private CancellationTokenSource? _stop;
    private Task<AgentExit>? _running;

    /// <summary>Speaks for Claude Code.</summary>
    public static string StandIn { get; } = Path.Combine(AppContext.BaseDirectory, "claude");

    /// <summary>Speaks for Codex.</summary>
    private static string CodexStandIn { get; } = Path.Combine(AppContext.BaseDirectory, "codex");

    public TestServer Server { get; } = new();

    public Authority Authority => Server.Authority;

    public string Root { get; } = Directory.CreateTempSubdirectory("tasksync-agent-").FullName;

    public string Folder => Path.Combine(Root, "agent");

    public string Work => Path.Combine(Root, "work");

    public SpokenLog Log { get; } = new();

    /// <summary>How the agents here take the system that they run on.</summary>
    public string Flavour { get; private init; } = Dummy.Flavour.Usual;

    public IPlatform Platform { get; private init; } = Dummy.Flavour.Of(Dummy.Flavour.Usual);

    public static async Task<Bench> StartAsync(
        Func<AgentConfig, AgentConfig>? configure = null, bool andAgent = true, string? flavour = null)
    {
        var bench = new Bench
        {
            Flavour = flavour ?? Dummy.Flavour.Usual, Platform = Dummy.Flavour.Of(flavour),
        };
        Directory.CreateDirectory(bench.Work);
        await bench.Server.StartAsync();
        AgentConfig config = new()
        {
            Server = bench.Server.Url, Name = "test", Roots = [bench.Work], GraceSeconds = 1,
            Claude = new ClaudeConfig { Executable = StandIn }, Codex = new CodexConfig { Executable = CodexStandIn },
        };
        using var http = new HttpClient();
        await AgentEnrollment.EnrollAsync(configure?.Invoke(config) ?? config, TestServer.Code, bench.Folder, http);
        if (andAgent) bench.StartAgent();
        return bench;
    }

    public void StartAgent(IDisk? disk = null, TimeProvider? time = null, bool drain = false)
    {
        _stop = new CancellationTokenSource();
        _running = AgentHost.RunAsync(
            new AgentSettings
            {
                Folder = Folder, Log = Log, Disk = disk ?? new Disk(), Time = time ?? TimeProvider.System, Drain = drain,
                Platform = Platform,
            },
            _stop.Token);
    }

    public async Task<AgentExit> StopAgentAsync()
    {
        await _stop!.CancelAsync();
        return await AgentEndsAsync();
    }

    public Task<AgentExit> AgentEndsAsync() => _running!.WaitAsync(Bound);

    /// <summary>An agent as a process of its own, which can be killed.</summary>
    public Process StartAgentProcess()
    {
        string dll = typeof(Dummy.Marker).Assembly.Location;
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
            ? Environment.ProcessPath : "dotnet", [dll, Folder, Flavour]) { RedirectStandardOutput = true })!;
        _processes.Add(process);
        return process;
    }

    public TaskId Submit(params string[] argv) => Submit(new TaskSpec { Argv = argv });

    public TaskId Shell(string script) => Submit("/bin/sh", "-c", script);

    public TaskId Submit(TaskSpec spec) => Authority.Submit(spec with { Kind = TaskKind.Command });

    /// <summary>A prompt for the stand-in, in its own conversation or the one to go on with.</summary>
    public TaskId Ask(string prompt, Conversation? resumes = null, TaskSpec? spec = null) => Authority.Submit(
        (spec ?? new TaskSpec()) with
        {
            Kind = TaskKind.Claude, Prompt = prompt,
            Env = new Dictionary<string, string> { ["CLAUDE_CONFIG_DIR"] = Path.Combine(Root, "claude") },
        }, resumes);

    /// <summary>The same for the stand-in of Codex.</summary>
    public TaskId AskCodex(string prompt, Conversation? resumes = null, TaskSpec? spec = null) => Authority.Submit(
        (spec ?? new TaskSpec()) with
        {
            Kind = TaskKind.Codex, Prompt = prompt,
            Env = new Dictionary<string, string> { ["CODEX_HOME"] = Path.Combine(Root, "codex") },
        }, resumes);

    /// <summary>Waits until something is so, looking at every change.</summary>
    public async Task Until(Func<bool> condition, string what)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (true)
        {
            Task changed = Authority.Changed;
            if (condition()) return;
            try
            {
                await changed.WaitAsync(bound.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Not within {Bound.TotalSeconds} s: {what}. The agent said:\n{Log}");
            }
        }
    }

    public async Task<TaskSnapshot> EndOf(TaskId id)
    {
        await Until(() => Authority.Task(id) is { } task && task.State.IsTerminal() && !task.Custody.TakesSlot(), "the end");
        return Authority.Task(id);
    }

    /// <summary>The end, and all of the output.</summary>
    public async Task<string> OutputOf(TaskId id)
    {
        TaskSnapshot task = await EndOf(id);
        await Until(() => Authority.OutputLength(id) >= task.OutputBytes, "all output");
        return Encoding.UTF8.GetString(Authority.Output(id));
    }

    /// <summary>Waits until a running command has written this to stdout.</summary>
    public Task UntilOutput(TaskId id, string text) => Until(
        () => Encoding.UTF8.GetString(Authority.Output(id)).Contains(text, StringComparison.Ordinal), $"the output {text}");

    /// <summary>A command that says its number and then sleeps for longer than any test; it runs.</summary>
    public async Task<TaskId> SleeperAsync()
    {
        TaskId id = Shell("echo $$; exec sleep 300");
        await UntilRunning(id);
        return id;
    }

    /// <summary>
    /// Waits until a command has said a line and its start was reported: they come on ways of their own, and either may be first.
    /// </summary>
    public Task UntilRunning(TaskId id) => Until(
        () => StopSpecs.Lines(this, id).Length > 0 && Authority.Task(id).State == TaskState.Working, "the start");

    /// <summary>Waits until the agent has looked and spoken once more; the first sync from now may have been under way.</summary>
    public async Task AnotherSyncAsync()
    {
        int before = Authority.Syncs.Count;
        await Until(() => Authority.Syncs.Count > before + 1, "another sync");
    }

    public string AttemptPath(TaskId id, string file = "") => Path.Combine(Folder, "attempts", $"{id}.1", file);

    public async ValueTask DisposeAsync()
    {
        if (_stop is not null)
        {
            await _stop.CancelAsync();
            if (_running is not null) await _running.WaitAsync(Bound);
            _stop.Dispose();
        }
        foreach (Process process in _processes)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        await Server.DisposeAsync();
        Leftovers.End(Folder);
        Directory.Delete(Root, recursive: true);
    }
}
