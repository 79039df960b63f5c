using TaskSync.Core.ClaudeStream;
using TaskSync.Core.CodexStream;
using TaskSync.Core.Tasks;

namespace TaskSync.Core.Steps;

/// <summary>
/// Finds steps in what a CLI wrote, from an offset on and as far as one page goes. A page ends where a line
/// ends, so that the next one begins with a whole one.
/// </summary>
public sealed class StepScan
{
    /// <summary>
    /// Bytes that one page looks through: some hundred steps of the usual size, read in a few milliseconds. Only
    /// a line that is longer makes it look further.
    /// </summary>
    private const int PageBytes = 1024 * 1024;

    private readonly Func<ReadOnlyMemory<byte>, IEnumerable<Step>> _read;
    private readonly LineSplitter _lines = new();
    private readonly List<Step> _steps = [];
    private readonly long _from;
    private readonly int _limit;
    private bool _isFull;

    private StepScan(Func<ReadOnlyMemory<byte>, IEnumerable<Step>> read, long from, int limit) =>
        (_read, _from, _limit, Next) = (read, from, limit, from);

    /// <summary>What was found.</summary>
    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>From where on to look for more.</summary>
    public long Next { get; private set; }

    /// <summary>
    /// A scan of what a task of this kind writes to stdout; null for a kind that takes no steps.
    /// </summary>
    /// <param name="kind">The runner.</param>
    /// <param name="from">Where the bytes begin: 0, or the <see cref="Next"/> of the page before.</param>
    /// <param name="limit">Steps after which the page is full.</param>
    public static StepScan? Of(TaskKind kind, long from, int limit) => kind switch
    {
        TaskKind.Claude => new(line => EventSteps.Of(ClaudeReader.ReadLine(line)), from, limit),
        TaskKind.Codex => new(line => CodexReader.ReadLine(line).SelectMany(EventSteps.Of), from, limit),
        _ => null,
    };

    /// <summary>Looks at the next bytes.</summary>
    /// <returns>Whether the page may go on.</returns>
    public bool Add(ReadOnlySpan<byte> bytes)
    {
        _lines.Add(bytes, Take);
        if (!_isFull) Next = _from + _lines.Passed;
        return !_isFull && Next - _from < PageBytes;
    }

    /// <summary>There will never be more bytes: a last line without an end counts.</summary>
    public void Finish()
    {
        if (_isFull) return;
        _lines.Finish(Take);
        Next = _from + _lines.Passed;
    }

    private void Take(ReadOnlyMemory<byte> line)
    {
        if (_isFull) return;
        Next = _from + _lines.Passed;
        foreach (Step step in _read(line).Take(Limits.StepsPerLine)) _steps.Add(step with { At = _from + _lines.Start });
        _isFull = _steps.Count >= _limit;
    }
}
