namespace TaskSync.Core.Ports;

/// <summary>A place in the change feed: <c>epoch.change</c>. Each server start begins a new epoch.</summary>
public readonly record struct FeedCursor(string Epoch, long Change)
{
    /// <summary>Reads a cursor.</summary>
    /// <returns>False if the text has not the form of one.</returns>
    public static bool TryParse(string? text, out FeedCursor cursor)
    {
        cursor = default;
        int dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot is < 1 or > 32 || !long.TryParse(text.AsSpan(dot + 1), System.Globalization.NumberStyles.None, null, out long change))
        {
            return false;
        }
        cursor = new(text![..dot], change);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Epoch}.{Change}";
}

/// <summary>What a row of the feed is about.</summary>
public enum FeedKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A task.</summary>
    Task,

    /// <summary>A session.</summary>
    Session,

    /// <summary>An agent.</summary>
    Agent,
}

/// <summary>One row of the feed: the newest summary of one thing, serialised once for all followers.</summary>
/// <param name="Change">Its place.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="SessionId">The session that it belongs to; null for agents.</param>
/// <param name="Json">The summary (or a removal) as UTF-8 JSON.</param>
public sealed record FeedRow(long Change, FeedKind Kind, SessionId? SessionId, ReadOnlyMemory<byte> Json);

/// <summary>The change feed: the catalog ordered by change.</summary>
public interface IFeedReader
{
    /// <summary>The newest committed place. No reader sees n + 1 before n.</summary>
    FeedCursor Head { get; }

    /// <summary>
    /// Rows after <paramref name="change"/>, in order, each thing once with its newest summary, at most <paramref name="limit"/>.
    /// </summary>
    ValueTask<IReadOnlyList<FeedRow>> ReadAfterAsync(long change, int limit, CancellationToken cancel = default);

    /// <summary>
    /// Where to go on from a cursor that somebody brings: its change, if its epoch is known and it lies before that epoch's end.
    /// Null means that the follower needs a new snapshot.
    /// </summary>
    ValueTask<long?> ResolveAsync(FeedCursor cursor, CancellationToken cancel = default);

    /// <summary>Ends as soon as something after <paramref name="change"/> is committed.</summary>
    Task WaitAsync(long change, CancellationToken cancel);
}
