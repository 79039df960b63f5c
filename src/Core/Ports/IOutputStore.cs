using System.Text.Json.Serialization;

namespace TaskSync.Core.Ports;

/// <summary>Which of a process's outputs.</summary>
[JsonConverter(typeof(SnakeCaseEnum<OutputStream>))]
public enum OutputStream
{
    /// <summary>Neither.</summary>
    None,

    /// <summary>Standard output.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,
}

/// <summary>One output of one attempt.</summary>
public readonly record struct OutputKey(TaskId TaskId, int Attempt, OutputStream Stream);

/// <summary>What became of a chunk.</summary>
/// <param name="Taken">Whether it was stored. False if it does not begin where the store ends.</param>
/// <param name="Have">How many bytes the store has now.</param>
public readonly record struct AppendResult(bool Taken, long Have);

/// <summary>Output bytes by attempt and offset, in a store of their own. What was taken is on disk.</summary>
public interface IOutputStore
{
    /// <summary>Takes a chunk if it begins at the end of what is there; a repeated one is answered with what is there.</summary>
    ValueTask<AppendResult> AppendAsync(
        OutputKey key, long from, ReadOnlyMemory<byte> chunk, CancellationToken cancel = default);

    /// <summary>How many bytes are there.</summary>
    ValueTask<long> LengthAsync(OutputKey key, CancellationToken cancel = default);

    /// <summary>Bytes from an offset on, at most <paramref name="limit"/>; empty at the end.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(OutputKey key, long from, int limit, CancellationToken cancel = default);

    /// <summary>Ends as soon as there are more than <paramref name="length"/> bytes.</summary>
    Task WaitAsync(OutputKey key, long length, CancellationToken cancel);

    /// <summary>
    /// Names each output that grows, on any node, until the answer is disposed. It is only news: in a cluster some can
    /// get lost. <paramref name="grew"/> is called on the writer's time, so it must be quick and throw nothing.
    /// </summary>
    IDisposable Watch(Action<OutputKey> grew);
}
