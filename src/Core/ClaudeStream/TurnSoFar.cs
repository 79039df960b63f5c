using TaskSync.Core.Tasks;

namespace TaskSync.Core.ClaudeStream;

/// <summary>One turn of a conversation, as far as it was read.</summary>
/// <param name="resumed">The conversation that it was to go on with; null if it began one.</param>
public sealed class TurnSoFar(Conversation? resumed) : ITurn
{
    /// <summary>How the CLI says that it has no such conversation.</summary>
    private const string Unknown = "No conversation found with session ID";

    /// <summary>Questions that may be open at a time; a turn that asks more forgets the oldest.</summary>
    private const int MostAsks = 100;

    private readonly ClaudeReader _reader = new();
    private readonly List<StreamEvent.Asked> _asks = [];
    private StreamEvent.Result? _result;
    private string? _id;
    private string? _cwd;
    private string? _model;
    private bool _began;
    private bool _spoke;

    /// <inheritdoc/>
    public bool IsAtRest { get; private set; }

    /// <inheritdoc/>
    public long Signs { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<StreamEvent.Asked> Asks => _asks;

    /// <inheritdoc/>
    public long Bytes { get; private set; }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        _reader.Add(bytes, Hear);
    }

    /// <inheritdoc/>
    public TurnOutcome Finish(string stderr)
    {
        _reader.Finish(Hear);
        bool forgotten = resumed is not null && !_spoke && Complaints(stderr).Any(IsUnknown);
        return new(
            _result is null ? null : ResultOf(_result),
            Held() is { } held ? held with { Forgotten = forgotten } : null,
            forgotten ? Forgot() : Why(stderr));
    }

    private void Hear(StreamEvent what)
    {
        Signs++;
        // Neither says that the turn goes on; but whoever tries again or waits for a tool is not gone.
        if (what is StreamEvent.Notice or StreamEvent.Progress) return;
        Attend(what);
        _spoke |= what is StreamEvent.Said;
        _began |= what is StreamEvent.Init or StreamEvent.Said;
        // A turn that never began may report an id of its own making, under which nothing is kept.
        if (_began) _id = what.SessionId ?? _id;
        if (what is StreamEvent.Init init) (_cwd, _model) = (init.Cwd ?? _cwd, init.Model ?? _model);
        if (what is StreamEvent.Result result) _result = result;
        IsAtRest = what is StreamEvent.Result;
    }

    /// <summary>What a turn has asked is moot when it is over.</summary>
    private void Attend(StreamEvent what)
    {
        if (what is StreamEvent.Result) _asks.Clear();
        if (what is StreamEvent.Withdrawn withdrawn) _asks.RemoveAll(asked => asked.RequestId == withdrawn.RequestId);
        if (what is not StreamEvent.Asked asked) return;
        if (_asks.Count == MostAsks) _asks.RemoveAt(0);
        _asks.Add(asked);
    }

    private TaskResult ResultOf(StreamEvent.Result result) => new()
    {
        Text = result.Text,
        IsError = result.IsError,
        CostUsd = CostOf(result),
        Turns = result.Turns,
        DurationMs = result.DurationMs,
        Model = _model,
        Usage = result.Usage,
        Denials = result.Denials.Count > 0 ? result.Denials : null,
    };

    private decimal? CostOf(StreamEvent.Result result) =>
        resumed?.CostUsd is { } before && result.TotalCostUsd >= before && CountsOn(result)
            ? result.TotalCostUsd - before
            : result.TotalCostUsd;

    /// <summary>
    /// Whether the total holds the turns before. Versions differ, and the total alone does not tell: the tokens
    /// behind it do, for they hold at least those of before and this turn's.
    /// </summary>
    private bool CountsOn(StreamEvent.Result result) =>
        resumed?.CostTokens is not { } before || result is not { TotalTokens: { } total, Usage: { } usage }
        || total >= before + usage.Total;

    /// <summary>
    /// The conversation for the next turn. A turn that came to no result leaves the count as it was, so that
    /// its
    /// cost shows in the next one's instead of nowhere.
    /// </summary>
    private Conversation? Held() => (_id ?? resumed?.Id) is not { } id ? null : new()
    {
        Id = id,
        Cwd = _cwd ?? resumed?.Cwd,
        CostUsd = (_began ? _result?.TotalCostUsd : null) ?? resumed?.CostUsd,
        CostTokens = (_began ? _result?.TotalTokens : null) ?? resumed?.CostTokens,
    };

    private IEnumerable<string> Complaints(string stderr) =>
        [stderr, _result?.Text ?? "", .. _result?.Errors ?? []];

    private static bool IsUnknown(string said) => said.Contains(Unknown, StringComparison.OrdinalIgnoreCase);

    private string Forgot() =>
        $"Claude Code no longer knows this session's conversation ({resumed!.Id}). "
            + "The next task of the session begins a new one.";

    private string? Why(string stderr)
    {
        if (_result is { IsError: false }) return null;
        if (_result is null) return stderr.Length == 0 ? null : stderr;
        IEnumerable<string> parts = [_result.Text ?? "", .. _result.Errors];
        string said = string.Join(' ', parts.Where(part => part.Length > 0));
        return said.Length == 0 ? $"Claude Code ended with {_result.Subtype ?? "an error"}." : said;
    }
}

/// <summary>What became of a turn.</summary>
/// <param name="Result">Its result; null if it gave none.</param>
/// <param name="Conversation">The conversation as the next turn needs it; null if none was spoken of.</param>
/// <param name="Why">What there is to say of a turn that did not go well; null if nothing.</param>
public sealed record TurnOutcome(TaskResult? Result, Conversation? Conversation, string? Why);
