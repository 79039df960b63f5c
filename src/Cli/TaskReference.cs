using System.CommandLine;
using TaskSync.Cli.Client;
using TaskSync.Core;
using TaskSync.Core.Views;

namespace TaskSync.Cli;

/// <summary>
/// Tasks as people type them: the whole id, or a beginning of it that only one recent task has.
/// </summary>
internal static class TaskReference
{
    /// <summary>
    /// How many of the newest tasks an abbreviation is looked up in: five pages are a blink, all could be a
    /// minute.
    /// </summary>
    private const int PagesSearched = 5;

    /// <summary>Below this, nearly every beginning would fit several tasks.</summary>
    private const int ShortestPrefix = 4;

    /// <summary>Tasks that a message names.</summary>
    private const int Named = 5;

    private const string TaskPrefix = "t_";

    public static Argument<string> Argument() =>
        new("id") { Description = "The task, or the beginning of its id" };

    public static async Task<TaskId> ResolveAsync(TaskSyncClient client, string text, CancellationToken cancel)
    {
        if (TaskId.TryParse(text, out TaskId whole)) return whole;
        string prefix = text.StartsWith(TaskPrefix, StringComparison.Ordinal) ? text : TaskPrefix + text;
        if (prefix.Length < TaskPrefix.Length + ShortestPrefix)
            throw new UsageException($"'{text}' is no task id, and too short for the beginning of one.");

        List<TaskSummary> found = await SearchAsync(client, prefix, cancel);
        return found switch
        {
            [TaskSummary one] => one.TaskId,
            [] => throw new UsageException($"No recent task's id begins with '{text}'; see `tasksync ls`."),
            _ => throw new UsageException(
                $"'{text}' fits several tasks: {string.Join(", ", found.Take(Named).Select(task => task.TaskId))}."),
        };
    }

    private static async Task<List<TaskSummary>> SearchAsync(
        TaskSyncClient client, string prefix, CancellationToken cancel)
    {
        Dictionary<TaskId, TaskSummary> found = [];
        TaskQuery query = new();
        for (int page = 0; page < PagesSearched; page++)
        {
            TaskPage rows = (await client.ListAsync(query, cancel)).Value;
            foreach (TaskSummary task in rows.Tasks)
            {
                if (task.TaskId.Value.StartsWith(prefix, StringComparison.Ordinal)) found[task.TaskId] = task;
            }
            if (rows.Next is null) break;
            query = query with { Cursor = rows.Next };
        }
        return [.. found.Values];
    }
}
