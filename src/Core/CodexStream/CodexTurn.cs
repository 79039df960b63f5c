using TaskSync.Core.ClaudeStream;
using TaskSync.Core.Tasks;

namespace TaskSync.Core.CodexStream;

/// <summary>One turn of a Codex thread, as far as it was read.</summary>
/// <param name="resumed">The conversation that it was to go on with; null if it began one.</param>
/// <param name="cwd">The folder that was asked for, which Codex does not repeat; null for the agent's own.</param>
public sealed class CodexTurn(Conversation? resumed, string? cwd) : ITurn
{
    /// <summary>How the CLI says that it has no such thread.</summary>
    private const string Unknown = "no rollout found";

    private readonly CodexReader _reader = new();
    private StreamEvent.Result? _result;
    private string? _thread;
    private string? _text;
    private string? _notice;
    private bool _spoke;

    /// <inheritdoc/>
    public bool IsAtRest { get; private set; }

    /// <inheritdoc/>
    public long Signs { get; private set; }

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
        if (what is StreamEvent.Notice notice)
        {
            _notice = notice.Text;
            return;
        }
        _spoke |= what is StreamEvent.Said or StreamEvent.Result { IsError: false };
        if (what is StreamEvent.Init init) _thread = init.SessionId ?? _thread;
        if (what is StreamEvent.Said { Blocks: [Block.Text text] }) _text = text.Words;
        if (what is StreamEvent.Result result) _result = result;
        IsAtRest = what is StreamEvent.Result;
    }

    /// <summary>
    /// A CLI that was to go on and began another thread instead has answered without what was said before.
    /// </summary>
    private bool BeganAnew => resumed is not null && _spoke && _thread is { } thread && thread != resumed.Id;

    private TaskResult ResultOf(StreamEvent.Result result) => new()
    {
        Text = _text,
        IsError = result.IsError || BeganAnew,
        Usage = result.TotalUsage is { } total ? Since(BeganAnew ? null : resumed?.Usage, total) : null,
    };

    /// <summary>The difference; a CLI that counts less than before has begun to count anew.</summary>
    private static TokenUsage Since(TokenUsage? before, TokenUsage total)
    {
        bool goesOn = before is not null && before.InputTokens <= total.InputTokens
            && before.OutputTokens <= total.OutputTokens && before.CacheReadTokens <= total.CacheReadTokens
            && before.CacheWriteTokens <= total.CacheWriteTokens;
        return !goesOn ? total : new()
        {
            InputTokens = total.InputTokens - before!.InputTokens,
            OutputTokens = total.OutputTokens - before.OutputTokens,
            CacheReadTokens = total.CacheReadTokens - before.CacheReadTokens,
            CacheWriteTokens = total.CacheWriteTokens - before.CacheWriteTokens,
        };
    }

    /// <summary>
    /// The conversation for the next turn. Codex names a thread before the model is asked and keeps it only once
    /// that has answered, so one that never spoke is none.
    /// </summary>
    private Conversation? Held() => ((_spoke ? _thread : null) ?? resumed?.Id) is not { } id ? null : new()
    {
        Id = id,
        Cwd = resumed?.Cwd ?? cwd,
        Usage = _result?.TotalUsage ?? (BeganAnew ? null : resumed?.Usage),
    };

    private IEnumerable<string> Complaints(string stderr) => [stderr, _notice ?? "", .. _result?.Errors ?? []];

    private static bool IsUnknown(string said) => said.Contains(Unknown, StringComparison.OrdinalIgnoreCase);

    private string Forgot() =>
        $"Codex no longer knows this session's conversation ({resumed!.Id}). "
            + "The next task of the session begins a new one.";

    /// <summary>Of warnings, an error and its stack, the error.</summary>
    private static string Reason(string stderr)
    {
        string[] lines = stderr.Split('\n');
        return lines.FirstOrDefault(line => line.StartsWith("error:", StringComparison.OrdinalIgnoreCase)) ?? stderr;
    }

    private string? Why(string stderr)
    {
        if (_result is { IsError: false })
        {
            return BeganAnew
                ? $"Codex no longer knew this session's conversation ({resumed!.Id}) and answered in a new one, "
                    + $"{_thread}, without what was said before."
                : null;
        }
        string said = _result?.Errors.FirstOrDefault(error => error.Length > 0) ?? _notice ?? Reason(stderr);
        if (said.Length > 0) return said;
        return _result is null ? null : "Codex calls its turn failed.";
    }
}
