using System.Security.Cryptography;
using System.Text;
using TaskSync.Core.Views;

namespace TaskSync.Api.Sessions;

/// <summary>
/// Entity tags of sessions: a change number is never used twice, so those of the rows say all about them.
/// </summary>
internal static class SessionTags
{
    public static string Of(SessionView view) => Tag(
        [.. view.Tasks.Select(RowOf), (view.Session.SessionId.Value, view.Session.Change)], next: null);

    public static string Of(SessionPage page) =>
        Tag(page.Sessions.Select(session => (session.SessionId.Value, session.Change)), page.Next);

    private static (string, long) RowOf(TaskSummary task) => (task.TaskId.Value, task.Change);

    private static string Tag(IEnumerable<(string Id, long Change)> rows, string? next)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string id, long change) in rows)
        {
            hash.AppendData(Encoding.ASCII.GetBytes(id));
            hash.AppendData(BitConverter.GetBytes(change));
        }
        hash.AppendData(Encoding.UTF8.GetBytes(next ?? ""));
        return $"\"{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12))}\"";
    }
}
