using System.Security.Cryptography;
using System.Text;
using TaskSync.Core.Ports;
using TaskSync.Core.Views;

namespace TaskSync.Api.Sessions;

/// <summary>
/// Entity tags of sessions: within an epoch of the feed no change number is used twice, so those of the rows say
/// all about them. After a restored backup they are used again, in another epoch.
/// </summary>
internal static class SessionTags
{
    public static string Of(SessionView view) => Tag(
        view.Cursor, [.. view.Tasks.Select(RowOf), (view.Session.SessionId.Value, view.Session.Change)], next: null);

    public static string Of(SessionPage page) => Tag(
        page.Cursor, page.Sessions.Select(session => (session.SessionId.Value, session.Change)), page.Next);

    private static (string, long) RowOf(TaskSummary task) => (task.TaskId.Value, task.Change);

    private static string Tag(string cursor, IEnumerable<(string Id, long Change)> rows, string? next)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (FeedCursor.TryParse(cursor, out FeedCursor head)) hash.AppendData(Encoding.UTF8.GetBytes(head.Epoch));
        foreach ((string id, long change) in rows)
        {
            hash.AppendData(Encoding.ASCII.GetBytes(id));
            hash.AppendData(BitConverter.GetBytes(change));
        }
        hash.AppendData(Encoding.UTF8.GetBytes(next ?? ""));
        return $"\"{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12))}\"";
    }
}
