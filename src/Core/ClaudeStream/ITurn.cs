namespace TaskSync.Core.ClaudeStream;

/// <summary>One turn of a coding agent's conversation, as far as its output was read.</summary>
public interface ITurn
{
    /// <summary>Whether it has said its result, and nothing of substance after it.</summary>
    bool IsAtRest { get; }

    /// <summary>Counts what it said or did: while that rises it is alive, and rest begins anew.</summary>
    long Signs { get; }

    /// <summary>What it has asked and not withdrawn, oldest first; answered or not.</summary>
    IReadOnlyList<StreamEvent.Asked> Asks => [];

    /// <summary>The bytes that were read.</summary>
    long Bytes { get; }

    /// <summary>Reads on.</summary>
    void Add(ReadOnlySpan<byte> bytes);

    /// <summary>What became of it, now that no more comes.</summary>
    /// <param name="stderr">The end of what it wrote there: reasons to end without a result stand there.</param>
    TurnOutcome Finish(string stderr);
}
