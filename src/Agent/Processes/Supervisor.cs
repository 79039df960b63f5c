using System.ComponentModel;
using System.Diagnostics;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Output;
using TaskSync.Agent.Platform;
using TaskSync.Agent.Ports;
using TaskSync.Agent.Turns;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Processes;

/// <summary>
/// Starts supervisors: one small shell for each attempt, in a session of its own, that the agent may die
/// under.
/// </summary>
internal sealed class Supervisor(AgentConfig config, IReadOnlyList<IRunner> runners, IPlatform platform)
{
    private readonly LaunchCheck _check = new(config);

    /// <summary>The system that it starts them on.</summary>
    public IPlatform Platform => platform;

    /// <summary>
    /// Starts the attempt's supervisor. Starting a second one for the same attempt does nothing.
    /// </summary>
    /// <returns>What ends with it.</returns>
    /// <exception cref="CannotStartException">Nothing was started; the message is for people.</exception>
    public Task Start(AttemptSpec spec, AttemptFolder folder)
    {
        string cwd = _check.Folder(spec);
        Invocation invocation = RunnerOf(spec).Prepare(spec);
        if (invocation.Argv.Count == 0) throw new CannotStartException("There is no command to run.");
        foreach (string argument in invocation.Argv) LaunchCheck.NoNul(argument, "An argument");
        Dictionary<string, string> environment =
            AttemptEnvironment.For(spec, cwd, [.. config.Env, .. invocation.Env], AttemptEnvironment.Own());
        string program = LaunchCheck.Program(invocation.Argv[0], cwd, environment.GetValueOrDefault("PATH"));
        if (!invocation.IsConfigured) _check.Permit(invocation.Argv[0], program);
        return Launch(platform.Supervise(new Supervision(
            spec.Nonce, folder.Path, cwd, WriteStdin(folder, invocation), MakeGroup(spec, folder), [program, .. invocation.Argv.Skip(1)])
        {
            Environment = environment,
        }));
    }

    /// <summary>How long an attempt may write nothing before it counts as stalled; zero for ever.</summary>
    public TimeSpan StalledAfter { get; } = TimeSpan.FromSeconds(config.StalledAfterSeconds);

    /// <summary>Who understands what the attempt writes; null if its exit code is all that it says.</summary>
    public IListener? Listen(AttemptSpec spec, AttemptFolder folder, Secrets secrets) => Find(spec)?.Listen(spec, folder, secrets);

    private IRunner? Find(AttemptSpec spec) => runners.FirstOrDefault(runner => runner.Kind == spec.Spec.Kind);

    private IRunner RunnerOf(AttemptSpec spec) => Find(spec)
        ?? throw new CannotStartException($"This agent does not run tasks of kind {Words.Of(spec.Spec.Kind)}.");

    private static async Task Ended(Process process)
    {
        using (process) await process.WaitForExitAsync();
    }

    private static Task Launch(ProcessStartInfo start)
    {
        try
        {
            return Ended(Process.Start(start) ?? throw new CannotStartException("The system started no process."));
        }
        catch (Win32Exception e)
        {
            // Too many arguments, or the machine has no room for another process.
            throw new CannotStartException($"The system could not start a process: {e.Message}.");
        }
    }

    /// <summary>Written down before anything is in it, for whoever looks for its members later.</summary>
    private static string MakeGroup(AttemptSpec spec, AttemptFolder folder)
    {
        if (ControlGroup.Make(spec.Nonce) is not { } group) return "";
        File.WriteAllText(folder.Group, group);
        return group;
    }

    private static string WriteStdin(AttemptFolder folder, Invocation invocation)
    {
        if (invocation.Stdin is null) return "/dev/null";
        File.WriteAllText(folder.Stdin, invocation.Stdin);
        if (!invocation.IsTalk) return folder.Stdin;
        new Talk(folder).Open();
        return folder.Pipe;
    }
}
