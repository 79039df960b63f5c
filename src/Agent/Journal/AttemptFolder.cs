using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TaskSync.Agent.Ports;
using TaskSync.Agent.Processes;
using TaskSync.Core.Ports;

namespace TaskSync.Agent.Journal;

/// <summary>
/// One attempt's folder: what is in it, and by whom it is written. README.md has the picture.
/// </summary>
internal sealed class AttemptFolder(string path)
{
    /// <summary>
    /// Bytes that are read of what is told in a sentence: whole secrets around each place where that may be cut later.
    /// </summary>
    private const int MostText = 64 * 1024;

    public string Path { get; } = path;

    /// <summary>What to run. The agent writes it before anything else.</summary>
    public string Spec => In("spec.json");

    /// <summary>How far it is, one line a step. The agent appends.</summary>
    public string Steps => In("steps");

    /// <summary>
    /// Who supervises; there is only ever one. The supervisor writes it before the command begins.
    /// </summary>
    public string Supervisor => In("supervisor");

    /// <summary>Who the command is. Written by the process that becomes it.</summary>
    public string Process => In("process");

    /// <summary>How it ended. The supervisor writes it.</summary>
    public string Exit => In("exit");

    /// <summary>Why the command could not be executed.</summary>
    public string NotStarted => In("not_started");

    /// <summary>What the command reads from stdin, if anything.</summary>
    public string Stdin => In("stdin");

    /// <summary>Where the system's list of its processes is, if it has a control group.</summary>
    public string Group => In("cgroup");

    /// <summary>What the command reads instead, if it is spoken to while it runs. The supervisor's feeder writes.</summary>
    public string Pipe => In("pipe");

    /// <summary>Where the agent tells the feeder what to hand on.</summary>
    public string Calls => In("calls");

    public string Output(OutputStream stream) => In(stream == OutputStream.Stdout ? "stdout" : "stderr");

    /// <summary>The end of an output that is cut, as the server gets it behind the mark. The agent writes it when it is over.</summary>
    public string OutputEnd(OutputStream stream) => Output(stream) + ".end";

    public long OutputLength(OutputStream stream) => new FileInfo(Output(stream)) is { Exists: true } file ? file.Length : 0;

    /// <summary>
    /// Whether a supervisor was ever there: from then on, only evidence says what became of it.
    /// </summary>
    public bool WasBegun => File.Exists(Process) || File.Exists(Exit) || (File.Exists(Supervisor) && !IsSealed);

    /// <summary>Takes the place of the supervisor, so that none can come any more.</summary>
    /// <returns>False if one is there already.</returns>
    public bool Seal()
    {
        try
        {
            using var claim = new FileStream(Supervisor, FileMode.CreateNew);
            claim.Write(SealedMark);
            return true;
        }
        catch (IOException) when (File.Exists(Supervisor))
        {
            return IsSealed;
        }
    }

    /// <summary>Lets a supervisor come again.</summary>
    public void Unseal()
    {
        if (IsSealed) File.Delete(Supervisor);
    }

    public ProcessRecord? ReadSupervisor() => ReadJson(Supervisor, AgentJson.Process);

    public ProcessRecord? ReadProcess() => ReadJson(Process, AgentJson.Process);

    public ExitRecord? ReadExit() =>
        ReadJson(Exit, AgentJson.Exit) is { } record
            && (record.ExitCode is not null || record.Signal is not null)
            ? record with { At = File.GetLastWriteTimeUtc(Exit) }
            : null;

    /// <summary>Null if it has none, or the line is not whole: groups are named by nonces, and never used again.</summary>
    public string? ReadGroup() => ReadText(Group) is { Length: > 0 } group ? group : null;

    public AttemptSpec? ReadSpec() => ReadJson(Spec, AgentJson.Spec);

    /// <summary>What the shells between the agent and the command have said, as they said it: secrets and all.</summary>
    public string ReadWhyNotStarted()
    {
        string said = ReadSupervisorLog() + ReadText(NotStarted) + ReadText(Output(OutputStream.Stderr));
        return said.Trim();
    }

    /// <summary>What the supervisor has complained of: nothing, if all is well.</summary>
    public string ReadSupervisorLog() => ReadText(In("supervisor.log"));

    public static AttemptFolder Of(string attempts, AttemptKey key) => new(System.IO.Path.Combine(attempts, key.ToString()));

    private static ReadOnlySpan<byte> SealedMark => "sealed\n"u8;

    private bool IsSealed => File.Exists(Supervisor) && SealedMark.SequenceEqual(File.ReadAllBytes(Supervisor));

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private static string ReadText(string path)
    {
        if (!File.Exists(path)) return "";
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] text = new byte[Math.Min(file.Length, MostText)];
        return Encoding.UTF8.GetString(text, 0, file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false));
    }

    /// <summary>Null for a file that is missing or cut: then it says nothing.</summary>
    private static T? ReadJson<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
