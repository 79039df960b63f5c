using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TaskSync.EndToEnd;

/// <summary>The built program, started as a process of its own, as users start it.</summary>
internal sealed class Product : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    private static readonly TimeSpan EndBound = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly List<string> _said = [];

    private Product(Process process) => _process = process;

    public int Pid => _process.Id;

    public bool IsRunning => !_process.HasExited;

    /// <summary>Everything that it has printed.</summary>
    public string Said
    {
        get
        {
            lock (_said) return string.Join('\n', _said);
        }
    }

    private static string Dll
    {
        get
        {
            // artifacts/<engine>/bin/TaskSync.EndToEnd/<configuration>/ is where this test lies; the program lies beside it.
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(here.Parent!.Parent!.FullName, "TaskSync.Cli", here.Name, "tasksync.dll");
        }
    }

    public static Product Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Dll);
        foreach (string arg in args) start.ArgumentList.Add(arg);
        var product = new Product(Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started."));
        product._process.OutputDataReceived += product.Note;
        product._process.ErrorDataReceived += product.Note;
        product._process.BeginOutputReadLine();
        product._process.BeginErrorReadLine();
        product._process.StandardInput.Close();
        return product;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(params string[] args)
    {
        await using Product product = Start(args);
        int code = await product.ExitAsync();
        return (code, product.Said);
    }

    public async Task<int> ExitAsync()
    {
        using var bound = new CancellationTokenSource(EndBound);
        await _process.WaitForExitAsync(bound.Token);
        return _process.ExitCode;
    }

    /// <summary>kill -9: no chance to say or write anything.</summary>
    public async Task Kill9Async()
    {
        _ = Kill(Pid, SigKill);
        await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning) _ = Kill(Pid, SigTerm);
        try
        {
            await ExitAsync();
        }
        catch (OperationCanceledException)
        {
            await Kill9Async();
        }
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);

    private void Note(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (_said) _said.Add(line.Data);
    }
}
