using System.CommandLine;
using TaskSync.Cli.Client;
using TaskSync.Core;
using TaskSync.Core.Sessions;
using TaskSync.Core.Views;

namespace TaskSync.Cli;

/// <summary>
/// Sessions as people type them: the whole id, or a beginning of it that only one recent session has.
/// </summary>
internal static class SessionReference
{
    /// <summary>Below this, nearly every beginning would fit several sessions.</summary>
    private const int ShortestPrefix = 4;

    private const string SessionPrefix = "s_";

    public static Argument<string> Argument() =>
        new("id") { Description = "The session, or the beginning of its id" };

    public static async Task<SessionId> ResolveAsync(TaskSyncClient client, string text, CancellationToken cancel)
    {
        if (SessionId.TryParse(text, out SessionId whole)) return whole;
        string prefix = text.StartsWith(SessionPrefix, StringComparison.Ordinal) ? text : SessionPrefix + text;
        if (prefix.Length < SessionPrefix.Length + ShortestPrefix)
            throw new UsageException($"'{text}' is no session id, and too short for the beginning of one.");

        SessionSummary[] found =
            [.. await FittingAsync(client, prefix, false, cancel), .. await FittingAsync(client, prefix, true, cancel)];
        return found switch
        {
            [SessionSummary one] => one.SessionId,
            [] => throw new UsageException($"No recent session's id begins with '{text}'; see `tasksync sessions`."),
            _ => throw new UsageException($"'{text}' fits {found.Length} sessions; write more of the id."),
        };
    }

    private static async Task<IEnumerable<SessionSummary>> FittingAsync(
        TaskSyncClient client, string prefix, bool archived, CancellationToken cancel)
    {
        SessionPage page = (await client.SessionsAsync(archived, Limits.PageRows, cursor: null, cancel)).Value;
        return page.Sessions.Where(one => one.SessionId.Value.StartsWith(prefix, StringComparison.Ordinal));
    }
}
