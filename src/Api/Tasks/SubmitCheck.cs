using System.Text;
using TaskSync.Api.Problems;
using TaskSync.Core;
using TaskSync.Core.Agents;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tasks;

/// <summary>
/// Turns a submit into what the grains understand, or says all that is wrong with it. Pure: what it has to
/// know of the fleet is handed to it.
/// </summary>
internal sealed partial class SubmitCheck
{
    private static readonly string[] Tiers = ["fast", "standard", "heavy"];

    private readonly SubmitRequest _request;
    private readonly IReadOnlyList<AgentSummary> _fleet;
    private readonly List<FieldProblem> _problems = [];
    private bool _isWrong;

    private SubmitCheck(SubmitRequest request, IReadOnlyList<AgentSummary> fleet) =>
        (_request, _fleet) = (request, fleet);

    /// <summary>Whether the check needs to know the fleet.</summary>
    public static bool NeedsFleet(SubmitRequest request) =>
        request.Agent is not null || request.Cwd is not null;

    /// <summary>Checks a submit.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fleet">The agents that were not removed; only looked at if the request needs it.</param>
    public static SubmitVerdict Check(SubmitRequest request, IReadOnlyList<AgentSummary> fleet)
    {
        var check = new SubmitCheck(request, fleet);
        SubmitPlan plan = check.Plan();
        return new(check._problems.Count == 0 ? plan : null, check._problems, check._isWrong ? null : plan.Hash());
    }

    private SubmitPlan Plan()
    {
        TaskKind kind = Kind();
        AgentSummary? agent = Agent();
        var spec = new TaskSpec
        {
            Kind = kind,
            Argv = Argv(kind),
            Prompt = Prompt(kind),
            Agent = agent?.AgentId,
            Labels = Labels(),
            Cwd = Cwd(agent),
            Env = Env(),
            Model = Model(kind),
            Tier = Tier(kind),
            TimeoutSeconds = Seconds(
                "timeout_seconds", _request.TimeoutSeconds, Limits.DefaultTimeoutSeconds),
            QueueExpirySeconds = Seconds(
                "queue_expiry_seconds", _request.QueueExpirySeconds, Limits.DefaultQueueExpirySeconds),
            OrphanTimeoutSeconds = Seconds(
                "orphan_timeout_seconds", _request.OrphanTimeoutSeconds, Limits.DefaultOrphanTimeoutSeconds),
        };
        CheckExecBytes();
        return new(spec with { Title = Title(spec) }, Session()) { AskedAgent = _request.Agent };
    }

    private TaskKind Kind()
    {
        if (Words.TryParse(_request.Kind, out TaskKind kind)) return kind;
        string kinds = string.Join(", ", Words.All<TaskKind>());
        Wrong("kind", _request.Kind is null
            ? $"\"kind\" is missing; it is one of {kinds}."
            : $"There is no kind \"{Short(_request.Kind)}\"; there are {kinds}.");
        return TaskKind.None;
    }

    private string? Prompt(TaskKind kind)
    {
        string? prompt = _request.Prompt;
        if (kind is TaskKind.Command or TaskKind.None)
        {
            if (kind == TaskKind.Command && prompt is not null)
            {
                Wrong("prompt", "A command has an \"argv\" and no \"prompt\".");
            }
            return null;
        }
        if (string.IsNullOrWhiteSpace(prompt))
        {
            Wrong("prompt", $"\"prompt\" is missing or empty; kind {Words.Of(kind)} needs one.");
        }
        else if (Bytes(prompt) > Limits.PromptBytes)
        {
            Wrong("prompt",
                $"\"prompt\" has {Bytes(prompt)} bytes; it may have {Limits.PromptBytes} (1 MiB) at most.");
        }
        return prompt;
    }

    private string? Model(TaskKind kind)
    {
        if (_request.Model is null) return null;
        if (kind == TaskKind.Command) Wrong("model", "A command has no \"model\".");
        else CheckName("model", _request.Model);
        return _request.Model;
    }

    private string? Tier(TaskKind kind)
    {
        if (_request.Tier is null) return null;
        if (kind == TaskKind.Command) Wrong("tier", "A command has no \"tier\".");
        else if (!Tiers.Contains(_request.Tier))
        {
            Wrong("tier", $"There is no tier \"{Short(_request.Tier)}\"; there are {string.Join(", ", Tiers)}.");
        }
        return _request.Tier;
    }

    private int Seconds(string field, int? value, int otherwise)
    {
        if (value is < 1 or > Limits.MaxTimeoutSeconds)
        {
            Wrong(field, $"\"{field}\" is {value}; it is a number of seconds from 1 to " +
                $"{Limits.MaxTimeoutSeconds} (seven days).");
        }
        return value ?? otherwise;
    }

    private SessionId? Session()
    {
        if (_request.SessionId is null) return null;
        if (SessionId.TryParse(_request.SessionId, out SessionId id)) return id;
        Wrong("session_id", $"\"{Short(_request.SessionId)}\" is no session id; " +
            "one looks like s_ and 26 letters and digits.");
        return null;
    }

    private string Title(TaskSpec spec)
    {
        if (!string.IsNullOrWhiteSpace(_request.Title))
        {
            if (_request.Title.Length > Limits.TitleLength)
            {
                Wrong("title", $"\"title\" may have {Limits.TitleLength} characters at most.");
            }
            if (_request.Title.Any(char.IsControl))
            {
                Wrong("title", "\"title\" is one line of text without control characters.");
            }
            return _request.Title;
        }
        string made = spec.Prompt is { } prompt
            ? Texts.FirstLine(prompt)
            : string.Join(' ', spec.Argv.Select(Quoted));
        return Texts.Clip(
            new string([.. made.Take(Limits.TitleLength + 1).Select(c => char.IsControl(c) ? ' ' : c)]),
            Limits.TitleLength);
    }

    /// <summary>Only for people to read: nobody takes a title apart again.</summary>
    private static string Quoted(string argument) =>
        argument.Length == 0 || argument.Contains(' ', StringComparison.Ordinal) ? $"'{argument}'" : argument;

    private void CheckName(string field, string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > Limits.NameLength || name.Any(char.IsControl))
        {
            Wrong(field,
                $"\"{field}\" takes 1 to {Limits.NameLength} characters, and no control characters.");
        }
    }

    private void Wrong(string field, string message)
    {
        _isWrong = true;
        _problems.Add(new(field, message));
    }

    /// <summary>Wrong for the fleet as it is now: the same request may have been good before, or may be later.</summary>
    private void Misfit(string field, string message) => _problems.Add(new(field, message));

    /// <summary>What came from outside, short enough to be repeated in a sentence.</summary>
    private static string Short(string text) => Texts.Clip(text, 60);

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
