using System.Text;
using System.Text.Json;
using TaskSync.Core;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;

namespace TaskSync.Api.Feed;

/// <summary>
/// One event of the change feed as it goes over the wire: made once, written to every follower.
/// </summary>
/// <param name="Change">The place that a follower has reached with it.</param>
/// <param name="IsRow">Whether it is a row, of which nobody gets two; else a beat, a reset or a hint.</param>
/// <param name="SessionId">
/// The session that a row or a hint belongs to; null for agents, beats and resets.
/// </param>
/// <param name="Bytes">The event.</param>
internal sealed record FeedFrame(long Change, bool IsRow, SessionId? SessionId, byte[] Bytes)
{
    public static FeedFrame Row(string epoch, FeedRow row) =>
        new(
            row.Change, IsRow: true, row.SessionId,
            Write(new(epoch, row.Change), Words.Of(row.Kind), row.Json.Span));

    /// <summary>
    /// A beat says that whoever has come this far has seen everything, as of <paramref name="at"/>.
    /// </summary>
    public static FeedFrame Beat(FeedCursor head, DateTimeOffset at, IReadOnlyList<AgentId> unproven) => new(
        head.Change, IsRow: false, null, Write(head, "beat", JsonSerializer.SerializeToUtf8Bytes(
            new Beat { At = at, Head = head.ToString(), Unproven = unproven },
            TaskSyncJsonContext.Default.Beat)));

    /// <summary>
    /// A reset says that a new snapshot is needed; what follows comes after <paramref name="head"/>.
    /// </summary>
    public static FeedFrame Reset(FeedCursor head, string why) => new(
        head.Change, IsRow: false, null, Write(head, "reset", JsonSerializer.SerializeToUtf8Bytes(
            new FeedReset { Why = why }, TaskSyncJsonContext.Default.FeedReset)));

    /// <summary>A hint that a task's output grew. It has no id: whoever resumes needs none of the old ones.</summary>
    public static FeedFrame Hint(long change, SessionId session, OutputHint hint) => new(
        change, IsRow: false, session, Write(
            "event: output\ndata: ",
            JsonSerializer.SerializeToUtf8Bytes(hint, TaskSyncJsonContext.Default.OutputHint)));

    /// <summary>Whether it is for a follower of this session; every follower gets beats and resets.</summary>
    public bool IsFor(SessionId? session) =>
        session is null || (SessionId is null ? !IsRow : SessionId == session);

    private static byte[] Write(FeedCursor id, string kind, ReadOnlySpan<byte> json) =>
        Write($"id: {id}\nevent: {kind}\ndata: ", json);

    private static byte[] Write(string start, ReadOnlySpan<byte> json)
    {
        byte[] head = Encoding.ASCII.GetBytes(start);
        byte[] bytes = new byte[head.Length + json.Length + 2];
        head.CopyTo(bytes, 0);
        json.CopyTo(bytes.AsSpan(head.Length));
        bytes[^2] = bytes[^1] = (byte)'\n';
        return bytes;
    }
}
