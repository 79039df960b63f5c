using TaskSync.Api.Agents;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tasks;

/// <content>
/// What concerns the process itself: its arguments, environment and folder, and where it may run.
/// </content>
internal sealed partial class SubmitCheck
{
    private int _execBytes;

    private IReadOnlyList<string> Argv(TaskKind kind)
    {
        IReadOnlyList<string>? argv = _request.Argv;
        if (kind != TaskKind.Command)
        {
            if (kind != TaskKind.None && argv is not null)
            {
                Wrong("argv", $"Kind {Words.Of(kind)} has a \"prompt\" and no \"argv\".");
            }
            return [];
        }
        if (argv is not { Count: > 0 } || string.IsNullOrWhiteSpace(argv[0]))
        {
            Wrong("argv", "\"argv\" is missing or empty; a command needs its program and arguments, " +
                "such as [\"git\", \"log\"].");
            return [];
        }
        if (argv.Count > Limits.ArgvCount)
        {
            Wrong("argv", $"\"argv\" has {argv.Count} entries; it may have {Limits.ArgvCount} at most.");
        }
        foreach (string argument in argv)
        {
            if (argument is null) Wrong("argv", "\"argv\" holds null; every entry is a string.");
            else if (argument.Contains('\0', StringComparison.Ordinal))
            {
                Wrong("argv", "No argument may contain the character NUL.");
            }
            else if (CountExec(argument) > Limits.ArgumentBytes)
            {
                Wrong("argv", $"An argument may have {Limits.ArgumentBytes} bytes at most.");
            }
            else continue;
            return [];
        }
        return argv;
    }

    private SortedDictionary<string, string> Env()
    {
        // In one order, so that the same environment is the same request.
        var env = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (_request.Env is null) return env;
        if (_request.Env.Count > Limits.EnvCount)
        {
            Wrong("env", $"\"env\" may have {Limits.EnvCount} variables at most.");
        }
        foreach ((string name, string value) in _request.Env)
        {
            if (name.Length == 0 || name.AsSpan().IndexOfAny('=', '\0') >= 0)
            {
                Wrong("env", $"\"{Short(name)}\" is no name of a variable: it has at least one character, " +
                    "and no = or NUL.");
            }
            else if (value is null || value.Contains('\0', StringComparison.Ordinal))
            {
                Wrong("env", $"The value of \"{Short(name)}\" must be a string without the character NUL.");
            }
            else
            {
                CountExec(name);
                CountExec(value);
                env[name] = value;
            }
        }
        return env;
    }

    /// <summary>Once both are counted.</summary>
    private void CheckExecBytes()
    {
        if (_execBytes > Limits.ArgvBytes)
        {
            Wrong("argv", $"\"argv\" and \"env\" together may have {Limits.ArgvBytes} bytes at most.");
        }
    }

    private int CountExec(string text)
    {
        int bytes = Bytes(text);
        _execBytes += bytes + 1;
        return bytes;
    }

    private IReadOnlyList<string> Labels()
    {
        if (_request.Labels is not { Count: > 0 } labels) return [];
        if (labels.Count > Limits.LabelCount)
        {
            Wrong("labels", $"\"labels\" may have {Limits.LabelCount} entries at most.");
        }
        foreach (string label in labels) CheckName("labels", label ?? "");
        return [.. labels.Distinct()];
    }

    private AgentSummary? Agent()
    {
        if (_request.Agent is not { } wanted) return null;
        AgentSummary[] found = [.. AgentNames.Find(_fleet, wanted)];
        if (found.Length == 1) return found[0];
        Misfit("agent", AgentNames.Explain(wanted, found.Length));
        return null;
    }

    private string? Cwd(AgentSummary? pinned)
    {
        if (_request.Cwd is not { } cwd) return null;
        if (Bytes(cwd) > Limits.PathBytes || !Folders.IsPlainAbsolute(cwd))
        {
            Wrong("cwd", "\"cwd\" is an absolute path without \".\", \"..\" and doubled slashes, " +
                $"of {Limits.PathBytes} bytes at most.");
            return null;
        }
        IReadOnlyList<AgentSummary> candidates = pinned is null ? _fleet : [pinned];
        // An agent that was never heard has not said yet which folders it works in: it may be the one.
        if (candidates.Count > 0
            && candidates.All(a => a.Presence != Presence.Never && !Folders.IsWithin(cwd, a.Offer.Roots)))
        {
            Misfit("cwd", pinned is null
                ? $"\"{Texts.Clip(cwd, 200)}\" lies outside the folders in which the agents run work."
                : $"\"{Texts.Clip(cwd, 200)}\" lies outside the folders in which {pinned.Name} runs work: " +
                    $"{Texts.Clip(string.Join(", ", pinned.Offer.Roots), 200)}.");
        }
        return cwd;
    }
}
