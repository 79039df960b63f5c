using TaskSync.Agent.Journal;
using TaskSync.Agent.Output;
using TaskSync.Agent.Ports;
using TaskSync.Agent.Processes;
using TaskSync.Agent.Turns;
using TaskSync.Core.CodexStream;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Codex;

/// <summary>A prompt for Codex: one turn of a thread, which the next task goes on with.</summary>
internal sealed class CodexRunner(CodexConfig config) : IRunner
{
    /// <summary>
    /// What it needs of the agent's environment to know who pays for it; commands get none of it.
    /// </summary>
    private static readonly string[] Credentials = ["OPENAI_*", "CODEX_*"];

    public TaskKind Kind => TaskKind.Codex;

    /// <summary>The prompt comes from a file, so the end that Codex waits for is there.</summary>
    public Invocation Prepare(AttemptSpec spec)
    {
        string prompt = spec.Spec.Prompt ?? throw new CannotStartException("There is no prompt for Codex.");
        return new Invocation([config.Executable, .. Arguments(spec)], prompt)
        {
            IsConfigured = true, Env = Credentials,
        };
    }

    public IListener Listen(AttemptSpec spec, AttemptFolder folder, Secrets secrets) => new TurnListener(
        new CodexTurn(spec.Resumes, spec.Spec.Cwd), "Codex", folder, secrets, TimeSpan.FromSeconds(config.LingerSeconds));

    private IEnumerable<string> Arguments(AttemptSpec spec)
    {
        yield return "exec";
        yield return "--json";
        yield return "--sandbox";
        yield return config.Sandbox;
        // Which folders it may work in is the agent's to say, not that of a repository being there.
        yield return "--skip-git-repo-check";
        if (config.ModelFor(spec.Spec) is { } model)
        {
            yield return "--model";
            yield return model;
        }
        // `resume` knows none of the options above, so it stands behind them.
        if (spec.Resumes is { } held)
        {
            yield return "resume";
            yield return CliConfig.Plain(held.Id, "conversation");
        }
        yield return "-";
    }
}
