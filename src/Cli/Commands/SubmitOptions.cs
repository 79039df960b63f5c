using System.CommandLine;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Commands;

/// <summary>
/// What a submitted command is, and where it runs. What makes sense is the server's to judge.
/// </summary>
internal sealed class SubmitOptions
{
    private readonly Argument<string[]> argv = new("argv")
    {
        Description = "Program and arguments, started without a shell; write `--` before them",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> session = Options.Text("--session", "ID", "Append to this session");
    private readonly Option<string?> agent = Options.Text("--agent", "NAME|ID", "Run it on this agent only");
    private readonly Option<string?> cwd = Options.Text(
        "--cwd", "DIR", "Folder to run in, on the agent; this one by default if the server is on this machine");
    private readonly Option<string?> title = Options.Text("--title", "TEXT", "What lists show");
    private readonly Option<int?> timeout = Options.Number("--timeout", "SECONDS", "How long it may run");
    private readonly Option<string[]> env = Options.Texts("--env", "K=V", "Environment variable");
    private readonly Option<string[]> label = Options.Texts("--label", "LABEL", "Label that the agent must have");

    public void AddTo(Command command)
    {
        command.Add(argv);
        Option[] all = [session, agent, cwd, timeout, env, label, title];
        foreach (Option option in all) command.Add(option);
    }

    public SubmitRequest Read(Invocation call) => new()
    {
        Kind = Words.Of(TaskKind.Command),
        Argv = call.Get(argv),
        SessionId = call.Get(session),
        Agent = call.Get(agent),
        Cwd = call.Get(cwd) is string named ? Path.GetFullPath(named, call.World.CurrentFolder) : Here(call),
        TimeoutSeconds = call.Get(timeout),
        Env = call.Get(env) is { Length: > 0 } pairs ? Variables(pairs) : null,
        Labels = call.Get(label) is { Length: > 0 } labels ? labels : null,
        Title = call.Get(title),
    };

    /// <summary>
    /// A user of this machine's own server means the folder they stand in; whoever names another agent, or labels, may mean
    /// another machine.
    /// </summary>
    private string? Here(Invocation call) =>
        call.IsForThisMachine && call.Get(agent) is null && call.Get(label) is not { Length: > 0 }
            ? call.World.CurrentFolder
            : null;

    private static Dictionary<string, string> Variables(string[] pairs)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (string pair in pairs)
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new UsageException($"--env takes NAME=VALUE, not '{pair}'.");
            variables[pair[..equals]] = pair[(equals + 1)..];
        }
        return variables;
    }
}
