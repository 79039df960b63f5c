using System.Diagnostics;
using System.Runtime.InteropServices;
using TaskSync.Tests;

namespace TaskSync.Bench;

/// <summary>A real server in a process of its own, on an empty data folder, with the durability that users get.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly string _folder;

    private BenchServer(Process process, string folder, Uri url, string token)
    {
        _process = process;
        _folder = folder;
        Url = url;
        Token = token;
    }

    public Uri Url { get; }

    public string Token { get; }

    public static async Task<BenchServer> StartAsync(string dll, params string[] more)
    {
        string folder = Directory.CreateTempSubdirectory("tasksync-bench-").FullName;
        int port = LoopbackPorts.Free();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(BenchServer).Assembly.Location;
        start.Environment[ServerCounter.SocketVariable] = SocketIn(folder);
        foreach (string arg in (string[])[dll, "serve", "--data", folder, "--port", $"{port}", .. more]) start.ArgumentList.Add(arg);
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The server could not be started.");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var url = new Uri($"http://127.0.0.1:{port}");
        await ReadyAsync(process, url);
        string token = (await File.ReadAllTextAsync(Path.Combine(folder, "admin.token"))).Trim();
        return new(process, folder, url, token);
    }

    /// <summary>What it did and used since it started.</summary>
    public Task<ServerCounts> CountAsync() => ServerCounts.ReadAsync(SocketIn(_folder));

    public async ValueTask DisposeAsync()
    {
        _ = Kill(_process.Id, 15);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task ReadyAsync(Process process, Uri url)
    {
        using var http = new HttpClient { BaseAddress = url };
        using var bound = new CancellationTokenSource(StartBound);
        while (true)
        {
            if (process.HasExited) throw new InvalidOperationException($"The server ended with exit code {process.ExitCode}.");
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), bound.Token);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, bound.Token);
        }
    }

    private static string SocketIn(string folder) => Path.Combine(folder, "bench.socket");

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
