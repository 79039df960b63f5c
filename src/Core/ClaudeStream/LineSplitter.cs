using System.Buffers;

namespace TaskSync.Core.ClaudeStream;

/// <summary>Cuts bytes that come in pieces into lines.</summary>
internal sealed class LineSplitter
{
    /// <summary>Room that is kept for the next line; what a rare long one took is given back.</summary>
    private const int KeptRoom = 256 * 1024;

    private ArrayBufferWriter<byte> _begun = new();
    private bool _isTooLong;
    private long _whole;
    private long _length;

    /// <summary>
    /// Bytes that need no second look: lines with their ends, and what is passed over as too long.
    /// </summary>
    public long Passed => _isTooLong ? _whole + _length : _whole;

    /// <summary>Where the line that is handed on begins, counted from the first piece.</summary>
    public long Start { get; private set; }

    /// <summary>Takes a piece and hands on each line that it completes, without its end.</summary>
    public void Add(ReadOnlySpan<byte> piece, Action<ReadOnlyMemory<byte>> line)
    {
        while (piece.IndexOf((byte)'\n') is var end and >= 0)
        {
            Collect(piece[..end]);
            _length++;
            Finish(line);
            piece = piece[(end + 1)..];
        }
        Collect(piece);
    }

    /// <summary>There is no more: what was begun is the last line.</summary>
    public void Finish(Action<ReadOnlyMemory<byte>> line)
    {
        (Start, _whole, _length) = (_whole, _whole + _length, 0);
        bool isWhole = !_isTooLong;
        _isTooLong = false;
        if (isWhole && _begun.WrittenCount > 0) line(_begun.WrittenMemory);
        if (_begun.Capacity > KeptRoom) _begun = new ArrayBufferWriter<byte>();
        else _begun.ResetWrittenCount();
    }

    private void Collect(ReadOnlySpan<byte> part)
    {
        _length += part.Length;
        if (_isTooLong) return;
        _isTooLong = _begun.WrittenCount + part.Length > ClaudeReader.LongestLine;
        if (!_isTooLong) _begun.Write(part);
    }
}
