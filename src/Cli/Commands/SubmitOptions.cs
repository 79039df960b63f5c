using System.CommandLine;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Commands;

/// <summary>What a submitted command is, and where it runs. What makes sense is the server's to judge.</summary>
internal sealed class SubmitOptions
{
    private readonly Argument<string[]> argv = new("argv")
    {
        Description = "Program and arguments, started without a shell; write `--` before them",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> session = Text("--session", "ID", "Append to this session");
    private readonly Option<string?> agent = Text("--agent", "NAME|ID", "Run it on this agent only");
    private readonly Option<string?> cwd = Text("--cwd", "DIR", "Folder to run in, on the agent");
    private readonly Option<string?> title = Text("--title", "TEXT", "What lists show");
    private readonly Option<int?> timeout = new("--timeout") { Description = "How long it may run", HelpName = "SECONDS" };
    private readonly Option<string[]> env = new("--env") { Description = "Environment variable; repeatable", HelpName = "K=V" };

    private readonly Option<string[]> label = new("--label")
    {
        Description = "Label that the agent must have; repeatable",
        HelpName = "LABEL",
    };

    public void AddTo(Command command)
    {
        command.Add(argv);
        foreach (Option option in (Option[])[session, agent, cwd, timeout, env, label, title]) command.Add(option);
    }

    public SubmitRequest Read(Invocation call) => new()
    {
        Kind = Words.Of(TaskKind.Command),
        Argv = call.Get(argv),
        SessionId = call.Get(session),
        Agent = call.Get(agent),
        Cwd = call.Get(cwd),
        TimeoutSeconds = call.Get(timeout),
        Env = call.Get(env) is { Length: > 0 } pairs ? Variables(pairs) : null,
        Labels = call.Get(label) is { Length: > 0 } labels ? labels : null,
        Title = call.Get(title),
    };

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

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
