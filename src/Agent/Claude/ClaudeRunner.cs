using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Output;
using TaskSync.Agent.Ports;
using TaskSync.Agent.Processes;
using TaskSync.Agent.Turns;
using TaskSync.Core.ClaudeStream;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Claude;

/// <summary>A prompt for Claude Code: one turn of a conversation, which the next task goes on with.</summary>
internal sealed class ClaudeRunner(ClaudeConfig config) : IRunner
{
    /// <summary>
    /// What it needs of the agent's environment to know who pays for it; commands get none of it.
    /// </summary>
    private static readonly string[] Credentials =
        ["ANTHROPIC_*", "CLAUDE_CODE_OAUTH_TOKEN", "CLAUDE_CONFIG_DIR"];

    public TaskKind Kind => TaskKind.Claude;

    public Invocation Prepare(AttemptSpec spec)
    {
        string prompt = spec.Spec.Prompt
            ?? throw new CannotStartException("There is no prompt for Claude Code.");
        string stdin = config.PermissionPrompts ? ClaudeReply.Prompt(prompt) + "\n" : prompt;
        return new Invocation([config.Executable, .. Arguments(spec)], stdin)
        {
            IsConfigured = true, Env = Credentials, IsTalk = config.PermissionPrompts,
        };
    }

    /// <summary>How it was started, its pipe tells: the configuration may have changed since.</summary>
    public IListener Listen(AttemptSpec spec, AttemptFolder folder, Secrets secrets) => new TurnListener(
        new TurnSoFar(spec.Resumes), "Claude Code", folder, secrets, TimeSpan.FromSeconds(config.LingerSeconds), ClaudeReply.To);

    private IEnumerable<string> Arguments(AttemptSpec spec)
    {
        // Without --verbose, the CLI refuses stream-json.
        yield return "-p";
        yield return "--output-format";
        yield return "stream-json";
        yield return "--verbose";
        if (config.PermissionPrompts)
        {
            yield return "--input-format";
            yield return "stream-json";
            yield return "--permission-prompt-tool";
            yield return "stdio";
        }
        yield return spec.Resumes is null ? "--session-id" : "--resume";
        yield return spec.Resumes is { } held ? CliConfig.Plain(held.Id, "conversation") : NewId(spec);
        if (config.ModelFor(spec.Spec) is { } model)
        {
            yield return "--model";
            yield return model;
        }
        if (config.MaxTurns is { } turns)
        {
            yield return "--max-turns";
            yield return turns.ToString(CultureInfo.InvariantCulture);
        }
        yield return "--permission-mode";
        yield return config.PermissionMode;
        // It takes all that follows for tools, so it is the last.
        if (config.AllowedTools.Count > 0) yield return "--allowedTools";
        foreach (string tool in config.AllowedTools) yield return tool;
    }

    /// <summary>
    /// The same for an attempt however often it is prepared, and for no other: the CLI refuses an id that was
    /// used. Made of the nonce, and not the nonce itself, because anybody on the machine may read an argv.
    /// </summary>
    private static string NewId(AttemptSpec spec)
    {
        byte[] bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"conversation {spec.Key} {spec.Nonce}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
