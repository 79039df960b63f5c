using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Views;

namespace TaskSync.Bench;

/// <summary>A real agent in a process of its own, enrolled at the server under test.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process _process;
    private readonly string _folder;

    private AgentProcess(Process process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    public string Attempts => Path.Combine(_folder, "attempts");

    /// <summary>Seconds of processor time that it has used.</summary>
    public double CpuSeconds
    {
        get
        {
            string[] stat = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[1].Split(' ');
            return (Number(stat[11]) + Number(stat[12])) / TicksPerSecond;
        }
    }

    /// <summary>Its memory in kB, shared pages counted by their share.</summary>
    public long MemoryKilobytes => Memory(_process.Id);

    public static async Task<AgentProcess> StartAsync(string dll, BenchClient api, Uri server, int slots)
    {
        string folder = Directory.CreateTempSubdirectory("tasksync-bench-agent-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "agent.json"), $$"""{"server":"{{server}}","slots":{{slots}},"kinds":["command"],"roots":["{{folder}}"]}""");
        InviteView invite = await api.InviteAsync();
        var start = new ProcessStartInfo("dotnet",
            [dll, "agent", "--folder", folder, "--server", server.ToString(), "--invite", invite.Code])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await IsConnectedAsync(api)) await look.WaitForNextTickAsync();
        return new AgentProcess(process, folder);
    }

    /// <summary>The memory of a process, or 0 if it is gone.</summary>
    public static long Memory(int pid)
    {
        string file = $"/proc/{pid}/smaps_rollup";
        string? line = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(text => text.StartsWith("Pss:", StringComparison.Ordinal)) : null;
        return line is null ? 0 : Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    public async ValueTask DisposeAsync()
    {
        _ = Kill(_process.Id, 15);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> IsConnectedAsync(BenchClient api) =>
        (await api.GetAsync("/api/agents", TaskSyncJsonContext.Default.AgentPage)).Agents.Any(one => one.Presence == Presence.Connected);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
