using TaskSync.Core.Ports;

namespace TaskSync.Agent.Ports;

/// <summary>What processes have written so far.</summary>
public interface IOutputFiles
{
    /// <summary>
    /// Bytes from an offset on, at most so many; empty at the end, or if there is no such file.
    /// </summary>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(AttemptKey key, OutputStream stream, long from, int limit);
}
