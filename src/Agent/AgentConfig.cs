using System.Text.Json.Serialization;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent;

/// <summary>What a person decides about an agent: <c>agent.json</c> in its folder.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AgentConfig
{
    /// <summary>Where the server is: <c>http://127.0.0.1:7420</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>Other nodes of the same cluster; they are asked in turn when the one before does not answer.</summary>
    public IReadOnlyList<Uri> OtherServers { get; init; } = [];

    /// <summary>What people call the agent.</summary>
    public string Name { get; init; } = Environment.MachineName;

    /// <summary>
    /// Attempts that it runs side by side. Coding agents wait more than they compute, so there are more than
    /// cores.
    /// </summary>
    public int Slots { get; init; } = Math.Max(4, Environment.ProcessorCount);

    /// <summary>The kinds of task that it takes; of coding agents only those whose program is there.</summary>
    public IReadOnlyList<TaskKind> Kinds { get; init; } = [TaskKind.Command, TaskKind.Claude, TaskKind.Codex];

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>
    /// The folders in which and below which it runs work; the first is the default. The home folder when
    /// empty.
    /// </summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>How it runs Claude Code.</summary>
    public ClaudeConfig Claude { get; init; } = new();

    /// <summary>How it runs Codex.</summary>
    public CodexConfig Codex { get; init; } = new();

    /// <summary>
    /// The programs that commands may be: an absolute path, or a name that is then looked for in the PATH. Any
    /// when empty.
    /// </summary>
    public IReadOnlyList<string> Executables { get; init; } = [];

    /// <summary>
    /// Which of the agent's own environment variables every attempt gets; <c>*</c> at the end stands for any
    /// rest.
    /// </summary>
    public IReadOnlyList<string> Env { get; init; } =
    [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_*", "TZ", "TMPDIR", "XDG_*", "SSH_AUTH_SOCK", "SSL_CERT_*",
        "DOTNET_*", "NUGET_*", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    ];

    /// <summary>
    /// Variables whose values no output shows, whether they are the agent's own or a task's; <c>*</c> at the beginning or the end
    /// stands for any rest. Each byte of such a value becomes a star.
    /// </summary>
    public IReadOnlyList<string> Secrets { get; init; } = ["*_TOKEN", "*_KEY", "*_SECRET", "*_PASSWORD"];

    /// <summary>Bytes of each output that the server gets; then come a mark and the end. 0 for all.</summary>
    public long OutputLimitBytes { get; init; } = 100_000_000;

    /// <summary>Days that the whole output stays here after the server has its part; 0 for none.</summary>
    public double KeepOutputDays { get; init; } = 7;

    /// <summary>Bytes of such output that stay here at most; the oldest give way.</summary>
    public long KeepOutputBytes { get; init; } = 2_000_000_000;

    /// <summary>
    /// Seconds without a word after which a running attempt is shown as stalled; 0 for never. Ten minutes are more than a tool or
    /// a model usually takes.
    /// </summary>
    public double StalledAfterSeconds { get; init; } = 600;

    /// <summary>Seconds between the request to end and the order to.</summary>
    public double GraceSeconds { get; init; } = 10;

    /// <summary>Every node that may be asked, the preferred one first.</summary>
    [JsonIgnore]
    public IReadOnlyList<Uri> Servers => [Server, .. OtherServers];

    /// <summary>The same for other servers, if any are named.</summary>
    internal AgentConfig At(IReadOnlyList<Uri> servers) =>
        servers.Count == 0 ? this : this with { Server = servers[0], OtherServers = [.. servers.Skip(1)] };
}
