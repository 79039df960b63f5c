using System.ComponentModel;
using System.Diagnostics;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Processes;

namespace TaskSync.Agent.Platform.MacOs;

/// <summary>
/// Whether supervision does what it must here, found out with an attempt that means nothing: it is started,
/// recognized, stopped, and its end recorded. A system that was changed by an update shows in this, before it
/// costs anybody's work.
/// </summary>
internal sealed class Trial
{
    /// <summary>How long each step may take; a busy machine takes tens of milliseconds.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    private readonly string _nonce = Guid.NewGuid().ToString("n");
    private readonly IPlatform _platform;
    private readonly AttemptFolder _folder;
    private readonly TimeProvider _time;

    private Trial(IPlatform platform, string folder, TimeProvider time)
    {
        _platform = platform;
        _folder = new AttemptFolder(folder);
        _time = time;
    }

    /// <summary>Why attempts can't be supervised; null if they can.</summary>
    public static async Task<string?> WhyNotAsync(IPlatform platform, TimeProvider time)
    {
        string folder = Directory.CreateTempSubdirectory("tasksync-trial-").FullName;
        try
        {
            string? why = await new Trial(platform, folder, time).WhyNotAsync();
            return why is null ? null : $"Work can't be supervised here: {why}";
        }
        catch (Exception e) when (e is IOException or Win32Exception or EntryPointNotFoundException or DllNotFoundException)
        {
            return $"Work can't be supervised here: {e.Message}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string?> WhyNotAsync()
    {
        if (_platform.Find(Environment.ProcessId) is not { IsGone: false }) return "the kernel does not tell of this process.";
        ProcessStartInfo start = _platform.Supervise(new Supervision(_nonce, _folder.Path, "/", "/dev/null", "", ["/bin/sleep", "600"])
        {
            Environment = new Dictionary<string, string> { [ProcessTable.Marker] = _nonce },
        });
        using Process supervisor = Process.Start(start)!;
        try
        {
            return await LookAsync();
        }
        finally
        {
            // Whatever was wrong, nothing of it stays.
            if (_folder.ReadExit() is null)
            {
                if (_folder.ReadProcess() is { } command) LibC.Signal(command.Pid, LibC.SigKill);
                supervisor.Kill();
            }
            await supervisor.WaitForExitAsync();
        }
    }

    private async Task<string?> LookAsync()
    {
        if (!await UntilAsync(() => _folder.ReadProcess() is not null))
        {
            return $"nothing was started. {_folder.ReadWhyNotStarted()}".Trim();
        }
        ProcessRecord command = _folder.ReadProcess()!;
        if (!_platform.IsAlive(_folder.ReadSupervisor()!, _nonce)) return "the supervisor is not recognized.";
        AttemptTree tree = Look();
        if (tree.Members is not [{ } only] || only.Pid != command.Pid)
        {
            return $"of the command's processes these were found: {string.Join(", ", tree.Leftovers.DefaultIfEmpty("none"))}.";
        }
        if (only.Session != command.Pid || only.Group != command.Pid) return "the command has no session of its own.";
        if (!await UntilAsync(() => _platform.RunningFor(command) > TimeSpan.Zero)) return "the age of a process is not told.";
        tree.Signal(LibC.SigTerm);
        if (!await UntilAsync(() => _folder.ReadExit() is not null))
        {
            return $"an end is not recorded. {_folder.ReadSupervisorLog()}".Trim();
        }
        if (_folder.ReadExit()!.Signal != LibC.SigTerm) return "an end by a signal is not told from an exit code.";
        return Look().IsEmpty ? null : "a process that has ended is still shown.";
    }

    private AttemptTree Look() => AttemptTree.Look(_platform, new AttemptTraces(_nonce, _folder));

    private async Task<bool> UntilAsync(Func<bool> condition)
    {
        long since = _time.GetTimestamp();
        while (!condition())
        {
            if (_time.GetElapsedTime(since) > Within) return false;
            await Task.Delay(LookEvery, _time);
        }
        return true;
    }
}
