using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TaskSync.Agent.Brain;
using TaskSync.Agent.Claude;
using TaskSync.Agent.Codex;
using TaskSync.Agent.Folder;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Loop;
using TaskSync.Agent.Network;
using TaskSync.Agent.Output;
using TaskSync.Agent.Platform;
using TaskSync.Agent.Processes;
using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent;

/// <summary>Where and how an agent process runs.</summary>
public sealed record AgentSettings
{
    /// <summary>Its folder: configuration, identity and journal.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// The server, or the nodes of a cluster, if they are not where <c>agent.json</c> says; ports may change from run to run.
    /// </summary>
    public Uri[] Servers { get; init; } = [];

    /// <summary>
    /// Where it says what a person should know; one sentence a line, never a secret or the environment of a
    /// task.
    /// </summary>
    public TextWriter Log { get; init; } = Console.Error;

    /// <summary>Whether an agent that is asked to leave first waits until all that it runs is over and told.</summary>
    public bool Drain { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the journal is written; tests hand in one that fails.</summary>
    internal IDisk Disk { get; init; } = new Disk();

    /// <summary>The system that it runs on; tests hand in one of another kind.</summary>
    internal IPlatform Platform { get; init; } = Platforms.Here;
}

/// <summary>The agent as one call: from an enrolled folder to the exit code.</summary>
public static class AgentHost
{
    /// <summary>
    /// Runs the agent until <paramref name="stop"/>. Attempts that run then go on, and the next agent on the
    /// folder takes them up.
    /// </summary>
    /// <returns>Why it ended: the exit code of the process.</returns>
    public static async Task<AgentExit> RunAsync(AgentSettings settings, CancellationToken stop)
    {
        try
        {
            if (await settings.Platform.WhyNotAsync(settings.Time) is { } why) throw new CannotRunException(AgentExit.Misconfigured, why);
            if (settings.Platform.Caveat is { } caveat) await settings.Log.WriteLineAsync(caveat);
            LibC.KeepInheritedFilesToSelf();
            return await RunAsync(settings, new AgentFolder(settings.Folder), stop);
        }
        catch (CannotRunException e)
        {
            await settings.Log.WriteLineAsync(e.Message);
            return e.Exit;
        }
    }

    private static async Task<AgentExit> RunAsync(AgentSettings settings, AgentFolder folder, CancellationToken stop)
    {
        AgentConfig config = folder.ReadConfig().At(settings.Servers);
        config = config with { Kinds = [.. RunnableKinds(config, settings.Log)] };
        if (!folder.IsEnrolled)
        {
            throw new CannotRunException(
                AgentExit.Misconfigured, $"{folder.Paths.Folder} is no agent's. {AgentFolder.Enrol}");
        }
        using FileStream held = await FolderLock.TakeAsync(folder.Paths.Lock, settings.Time)
            ?? throw new CannotRunException(AgentExit.FolderInUse, $"Another agent runs on the folder {folder.Paths.Folder}.");
        FolderIdentity identity = folder.Begin(MachineId.Read());
        ControlGroup.Sweep(TimeProvider.System);
        using HttpClient http = NodesHandler.Create(config.Servers, AgentLimits.SyncTimeout).NewClient();
        await using var journal = new FileJournal(
            folder.Paths.Attempts,
            new RememberedLog(folder.Paths.Remembered, settings.Time, settings.Disk),
            new KeptOutput(folder.Paths.Kept, TimeSpan.FromDays(config.KeepOutputDays), config.KeepOutputBytes, settings.Time),
            settings.Disk);
        var inbox = new Inbox();
        var secrets = new SecretNames(config.Secrets, AttemptEnvironment.Own(), folder.ReadCredential());
        await using ProcessRunner runner = Runner(settings, folder, config, secrets, inbox);
        using AgentLoop loop = Compose(settings, config, identity, new AgentPorts(
            inbox, journal, runner, new HttpServerLink(http, identity.AgentId, folder.ReadCredential(), settings.Time),
            new OutputFiles(folder.Paths.Attempts, secrets), settings.Time, Random.Shared, settings.Log.WriteLine));
        settings.Log.WriteLine($"Agent {config.Name} ({identity.AgentId}, start {identity.Instance}) works for {string.Join(", ", config.Servers)}.");
        AgentExit exit = await loop.RunAsync(stop);
        settings.Log.WriteLine(exit == AgentExit.Left
            ? "The agent leaves. What runs goes on and is taken up by the next agent on this folder."
            : "Another process speaks for this agent, so this one ends. Stop the other, or enrol this folder anew.");
        return exit;
    }

    private static ProcessRunner Runner(
        AgentSettings settings, AgentFolder folder, AgentConfig config, SecretNames secrets, Inbox inbox)
    {
        var supervisor = new Supervisor(
            config, [new CommandRunner(), new ClaudeRunner(config.Claude), new CodexRunner(config.Codex)], settings.Platform);
        return new ProcessRunner(
            folder.Paths.Attempts, supervisor, secrets, TimeSpan.FromSeconds(config.GraceSeconds), inbox, settings.Time);
    }

    private static AgentLoop Compose(AgentSettings settings, AgentConfig config, FolderIdentity identity, AgentPorts ports)
    {
        var me = new AgentIdentity(identity.AgentId, identity.MachineId, identity.Instance, NewNonce(), settings.Platform.BootId);
        var brain = new AgentBrain(me, OfferOf(config), settings.Time, NewNonce) { OutputLimit = config.OutputLimitBytes };
        return new AgentLoop(brain, ports) { Drains = settings.Drain };
    }

    /// <summary>What is not offered is not sent here: such tasks wait, and say for what.</summary>
    private static IEnumerable<TaskKind> RunnableKinds(AgentConfig config, TextWriter log)
    {
        foreach (TaskKind kind in config.Kinds)
        {
            string? why = CliOf(kind, config) is { } cli ? WhyNot(cli, config) : null;
            if (why is null) yield return kind;
            else log.WriteLine(
                $"No tasks of kind {Words.Of(kind)} here: {why} Install it, or set {Words.Of(kind)}.executable; start again.");
        }
    }

    private static CliConfig? CliOf(TaskKind kind, AgentConfig config) => kind switch
    {
        TaskKind.Claude => config.Claude,
        TaskKind.Codex => config.Codex,
        _ => null,
    };

    private static string? WhyNot(CliConfig cli, AgentConfig config)
    {
        try
        {
            LaunchCheck.Program(cli.Executable, config.Roots[0], Environment.GetEnvironmentVariable("PATH"));
            return null;
        }
        catch (CannotStartException e)
        {
            return e.Message;
        }
    }

    private static AgentOffer OfferOf(AgentConfig config) => new()
    {
        Slots = config.Slots,
        Kinds = config.Kinds,
        Labels = config.Labels,
        Roots = config.Roots,
        Version = typeof(AgentHost).Assembly.GetName().Version?.ToString(3) ?? "",
        Platform = $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}",
    };

    private static string NewNonce() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
