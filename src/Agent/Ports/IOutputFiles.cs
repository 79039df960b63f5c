using TaskSync.Core.Ports;

namespace TaskSync.Agent.Ports;

/// <summary>What processes have written so far, as the server may have it.</summary>
public interface IOutputFiles
{
    /// <summary>
    /// Bytes from an offset on, at most so many; empty at the end, or if there is no such file. Until it is over,
    /// the last bytes may be held back.
    /// </summary>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(AttemptKey key, OutputStream stream, long from, int most, bool isOver);
}
