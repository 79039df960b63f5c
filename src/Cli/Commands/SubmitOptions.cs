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
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> claude = Options.Text(
        "--claude", "PROMPT", "A prompt for Claude Code instead of a command; `-` reads it from standard input");

    private readonly Option<string?> codex = Options.Text("--codex", "PROMPT", "The same for Codex");
    private readonly Option<string?> tier = Options.Text("--tier", "TIER", "fast, standard or heavy: the agent knows the models");
    private readonly Option<string?> model = Options.Text("--model", "NAME", "This model");

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
        Option[] all = [claude, codex, session, agent, cwd, tier, model, timeout, env, label, title];
        foreach (Option option in all) command.Add(option);
    }

    public SubmitRequest Read(Invocation call)
    {
        (TaskKind kind, string? prompt) = Work(call);
        return new()
        {
            Kind = Words.Of(kind),
            Argv = prompt is null ? call.Get(argv) : null,
            Prompt = prompt == "-" ? call.World.In.ReadToEnd() : prompt,
            SessionId = call.Get(session),
            Agent = call.Get(agent),
            Cwd = call.Get(cwd) is string named ? Path.GetFullPath(named, call.World.CurrentFolder) : Here(call, kind),
            Tier = call.Get(tier),
            Model = call.Get(model),
            TimeoutSeconds = call.Get(timeout),
            Env = call.Get(env) is { Length: > 0 } pairs ? Variables(pairs) : null,
            Labels = call.Get(label) is { Length: > 0 } labels ? labels : null,
            Title = call.Get(title),
        };
    }

    private (TaskKind Kind, string? Prompt) Work(Invocation call) =>
        (call.Get(argv).Length > 0, call.Get(claude), call.Get(codex)) switch
        {
            (true, null, null) => (TaskKind.Command, null),
            (false, string prompt, null) => (TaskKind.Claude, prompt),
            (false, null, string prompt) => (TaskKind.Codex, prompt),
            (false, null, null) => throw new UsageException(
                "There is nothing to do: write a command after `--`, or a prompt with --claude or --codex."),
            _ => throw new UsageException("A task is one of: a command after `--`, --claude PROMPT, --codex PROMPT."),
        };

    /// <summary>
    /// A user of this machine's own server means the folder they stand in; whoever names another agent, or labels, may mean
    /// another machine. A conversation that goes on has a folder already.
    /// </summary>
    private string? Here(Invocation call, TaskKind kind) =>
        (kind == TaskKind.Command || call.Get(session) is null)
        && call.IsForThisMachine && call.Get(agent) is null && call.Get(label) is not { Length: > 0 }
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
