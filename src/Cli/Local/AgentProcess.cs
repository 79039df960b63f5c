using System.Diagnostics;

namespace TaskSync.Cli.Local;

/// <summary>The local agent's process, from its start to its exit code.</summary>
internal sealed class AgentProcess : IDisposable
{
    /// <summary>
    /// A leaving agent sends a last sync, for two seconds at most; the rest is for a slow disk.
    /// </summary>
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(8);

    private readonly Process process;
    private readonly TimeProvider time;

    private AgentProcess(Process process, TimeProvider time)
    {
        this.process = process;
        this.time = time;
        Mark = ProcessMark.Of(process.Id);
    }

    /// <summary>The process for certain; null where the system does not tell.</summary>
    public ProcessMark? Mark { get; }

    /// <summary>
    /// Starts it with its output on a pipe: should this process be killed, the agent lives on and its words
    /// go nowhere, while a terminal that is gone would fail its every line.
    /// </summary>
    public static AgentProcess Start(IReadOnlyList<string> command, Action<string> says, TimeProvider time)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => { if (line.Data is not null) says(line.Data); };
        process.ErrorDataReceived += (_, line) => { if (line.Data is not null) says(line.Data); };
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new AgentProcess(process, time);
    }

    /// <summary>Waits for its end; when told to stop, asks it to leave, and makes it after a while.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        if (!await EndsAsync(stop)) await LeaveAsync();
        return process.ExitCode;
    }

    public void Dispose() => process.Dispose();

    private async Task LeaveAsync()
    {
        if (Mark is not null)
        {
            Mark.Terminate();
            using CancellationTokenSource limit = new(LeaveLimit, time);
            if (await EndsAsync(limit.Token)) return;
        }
        process.Kill();
        await EndsAsync(CancellationToken.None);
    }

    /// <summary>
    /// Waits for the process itself. Its pipes may live longer, in hands of what it has started.
    /// </summary>
    private async Task<bool> EndsAsync(CancellationToken cancel)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ended.TrySetResult();
        if (process.HasExited) return true;
        await Task.WhenAny(ended.Task, Task.Delay(Timeout.InfiniteTimeSpan, time, cancel));
        return process.HasExited;
    }
}
