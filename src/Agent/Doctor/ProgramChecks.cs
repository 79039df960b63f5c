using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using TaskSync.Agent.Processes;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Doctor;

/// <summary>The programs that the configuration names.</summary>
internal static class ProgramChecks
{
    /// <summary>Coding agents start a runtime before they say their version; on a busy machine that takes seconds.</summary>
    private static readonly TimeSpan VersionWithin = TimeSpan.FromSeconds(20);

    public static async IAsyncEnumerable<Finding> RunAsync(
        AgentConfig config, TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? searchPath = Environment.GetEnvironmentVariable("PATH");
        foreach (string name in config.Executables)
        {
            yield return Find(name, config, searchPath, out string found)
                ?? Finding.Good("executables", $"{name} is {found}.");
        }
        foreach ((TaskKind kind, string name) in CodingAgents(config))
        {
            string about = Words.Of(kind);
            yield return Find(name, config, searchPath, out string found) is { } missing
                ? missing with { Level = FindingLevel.Doubtful, About = about, Sentence = $"No tasks of kind {about} here: {missing.Sentence}" }
                : await VersionAsync(about, found, time, cancel);
        }
    }

    private static IEnumerable<(TaskKind Kind, string Executable)> CodingAgents(AgentConfig config)
    {
        if (config.Kinds.Contains(TaskKind.Claude)) yield return (TaskKind.Claude, config.Claude.Executable);
        if (config.Kinds.Contains(TaskKind.Codex)) yield return (TaskKind.Codex, config.Codex.Executable);
    }

    private static Finding? Find(string name, AgentConfig config, string? searchPath, out string found)
    {
        found = "";
        try
        {
            found = LaunchCheck.Program(name, config.Roots[0], searchPath);
            return null;
        }
        catch (CannotStartException e)
        {
            return Finding.Bad("executables", e.Message);
        }
    }

    private static async Task<Finding> VersionAsync(string about, string program, TimeProvider time, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(VersionWithin, time);
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            (int code, string said) = await RunAsync(program, within.Token);
            return code == 0
                ? Finding.Good(about, $"{program} is there: {said}.")
                : Finding.Bad(about, $"{program} --version ends with exit code {code}: {said}");
        }
        catch (Win32Exception e)
        {
            return Finding.Bad(about, $"{program} can't be executed: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Finding.Bad(about, $"{program} --version does not end within {VersionWithin.TotalSeconds:0} s.");
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, ["--version"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync(cancel);
            string said = await process.StandardOutput.ReadToEndAsync(cancel) + await error;
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, Core.Views.Texts.Clip(Core.Views.Texts.FirstLine(said).Trim(), 200));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
