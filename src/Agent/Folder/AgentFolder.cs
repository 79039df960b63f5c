using System.Text.Json;
using TaskSync.Agent.Journal;
using TaskSync.Core.Agents;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Folder;

/// <summary>
/// An agent can't run on this folder, machine or configuration; the message says what to do.
/// </summary>
internal sealed class CannotRunException(AgentExit exit, string why) : Exception(why)
{
    public AgentExit Exit { get; } = exit;
}

/// <summary>The files of an agent that are about itself, read and written.</summary>
internal sealed class AgentFolder(string folder)
{
    public const string Enrol = "Enrol this folder anew: tasksync agent --invite CODE --server URL.";

    public AgentPaths Paths { get; } = new(Path.GetFullPath(folder));

    public bool IsEnrolled => File.Exists(Paths.Identity) && File.Exists(Paths.Credential);

    /// <summary>The configuration; a folder without one is not an agent's yet.</summary>
    public AgentConfig ReadConfig()
    {
        if (!File.Exists(Paths.Config)) throw Bad($"There is no {Paths.Config}. {Enrol}");
        try
        {
            AgentConfig config = JsonSerializer.Deserialize(File.ReadAllBytes(Paths.Config), AgentJson.Config)
                ?? throw new JsonException("it is null");
            return Checked(config);
        }
        catch (JsonException e)
        {
            throw Bad($"{Paths.Config} can't be understood: {e.Message}");
        }
    }

    public void WriteConfig(AgentConfig config) =>
        DurableFile.Replace(Paths.Config, JsonSerializer.SerializeToUtf8Bytes(config, AgentJson.Config));

    public FolderIdentity ReadIdentity()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Paths.Identity), AgentJson.Identity)
                ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw Bad($"{Paths.Identity} can't be read ({e.Message}). {Enrol}");
        }
    }

    public void WriteIdentity(FolderIdentity identity) =>
        DurableFile.Replace(Paths.Identity, JsonSerializer.SerializeToUtf8Bytes(identity, AgentJson.Identity));

    public string ReadCredential() => File.ReadAllText(Paths.Credential).Trim();

    public void WriteCredential(string token) =>
        DurableFile.Replace(Paths.Credential, System.Text.Encoding.ASCII.GetBytes(token + "\n"));

    /// <summary>Counts this start, on disk, before anybody hears the number. Whoever calls holds the lock.</summary>
    public FolderIdentity Begin(string machineId)
    {
        FolderIdentity known = ReadIdentity();
        if (WhyNotHere(known, machineId) is { } not) throw not;
        FolderIdentity next = known with { Instance = known.Instance + 1, Print = FolderPrint.Read(Paths) };
        WriteIdentity(next);
        return next;
    }

    /// <summary>Why nobody may speak for the agent from this folder; null if that is all right.</summary>
    public CannotRunException? WhyNotHere(FolderIdentity known, string machineId)
    {
        if (known.MachineId != machineId)
        {
            return new CannotRunException(AgentExit.OtherMachine,
                $"The folder {Paths.Folder} was enrolled on another machine; two machines must not speak as one agent. "
                + Enrol);
        }
        bool isCopy = known.Print is { } then && FolderPrint.Read(Paths) is { } now && !now.IsOfSame(then);
        return isCopy
            ? new CannotRunException(AgentExit.CopiedFolder,
                $"The folder {Paths.Folder} is a copy of an agent's, or was restored from one; two must not speak as one agent. "
                + Enrol)
            : null;
    }

    private AgentConfig Checked(AgentConfig config)
    {
        if (!IsHttp(config.Server)) throw Wrong("server", "an http or https URL");
        if (!config.OtherServers.All(IsHttp)) throw Wrong("other_servers", "a list of http or https URLs");
        if (config.Slots is < 1 or > Limits.AgentSlots) throw Wrong("slots", $"from 1 to {Limits.AgentSlots}");
        if (config.GraceSeconds is not (>= 0 and <= 3600)) throw Wrong("grace_seconds", "from 0 to 3600");
        if (config.StalledAfterSeconds is not (>= 0 and <= 7 * 24 * 3600))
        {
            throw Wrong("stalled_after_seconds", "from 0 to 604800");
        }
        if (config.OutputLimitBytes < 0) throw Wrong("output_limit_bytes", "a number of bytes, or 0 for no limit");
        if (config.KeepOutputDays is not (>= 0 and <= 3650)) throw Wrong("keep_output_days", "from 0 to 3650");
        if (config.KeepOutputBytes < 0) throw Wrong("keep_output_bytes", "a number of bytes");
        if (config.Secrets.Any(name => name.Trim('*').Length == 0)) throw Wrong("secrets", "a list of variables' names");
        if (config.Kinds.Count == 0 || config.Kinds.Contains(TaskKind.None))
        {
            throw Wrong("kinds", "a list of command, claude and codex, or of some of them");
        }
        if (config.Claude.Mistake() is (var claude, var mended)) throw Wrong($"claude.{claude}", mended);
        if (config.Codex.Mistake() is (var codex, var expected)) throw Wrong($"codex.{codex}", expected);
        // A relative path would be another program in every folder that a task chooses.
        if (!config.Executables.All(IsProgram))
        {
            throw Wrong("executables", "a list of absolute paths, or of names that are looked for in the PATH");
        }
        if (!config.Roots.All(Folders.IsPlainAbsolute)) throw Wrong("roots", "a list of absolute paths");
        return config.Roots.Count > 0 ? config : config with { Roots = [Home] };
    }

    private static bool IsProgram(string name) =>
        name.Length > 0 && (!name.Contains('/', StringComparison.Ordinal) || Folders.IsPlainAbsolute(name));

    private static bool IsHttp(Uri url) => url.IsAbsoluteUri && url.Scheme is "http" or "https";

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
        ? home : throw Bad("The agent's user has no home folder. Set roots in agent.json.");

    private CannotRunException Wrong(string field, string expected) => Bad($"{Paths.Config}: {field} must be {expected}.");

    private static CannotRunException Bad(string why) => new(AgentExit.Misconfigured, why);
}
