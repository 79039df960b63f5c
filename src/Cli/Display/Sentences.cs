using TaskSync.Core;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Display;

/// <summary>A task in one line of words.</summary>
internal static class Sentences
{
    /// <summary>
    /// The state, with a mark when it is only what was known before the server's own downtime.
    /// </summary>
    public static string State(TaskState state, bool? proven) =>
        proven == false && !state.IsTerminal() ? $"{Words.Of(state)} (not proven)" : Words.Of(state);

    /// <summary>The state of one that may also be silent: <c>working (no sign of life for 12 min)</c>.</summary>
    public static string State(TaskState state, bool? proven, DateTimeOffset? stalledSince, DateTimeOffset now) =>
        Silence(stalledSince, now) is string silence ? $"{State(state, proven)} ({silence})" : State(state, proven);

    /// <summary>The state of a row: of a task that may be silent, or whose stored record is damaged.</summary>
    public static string State(TaskSummary task, DateTimeOffset now) => task.Damaged == true
        ? $"{Words.Of(task.State)} (damaged record)"
        : State(task.State, task.Proven, task.StalledSince, now);

    /// <summary>The state of a session, of which what it works on may be silent.</summary>
    public static string State(SessionSummary session, DateTimeOffset now) =>
        session.Damaged == true ? $"{Words.Of(session.State)} (damaged record)"
        : Silence(session.StalledSince, now) is string silence ? $"{Words.Of(session.State)} ({silence})"
        : Words.Of(session.State);

    /// <summary>How long what runs has shown no sign of life; null while it does.</summary>
    public static string? Silence(DateTimeOffset? stalledSince, DateTimeOffset now) =>
        stalledSince is DateTimeOffset since ? $"no sign of life for {Ages.Roughly(now - since)}" : null;

    /// <summary>How a task ended: <c>failed after 3 s: exit code 2</c>.</summary>
    public static string Ended(TaskView task)
    {
        string span = task is { StartedAt: DateTimeOffset start, EndedAt: DateTimeOffset end }
            ? $" after {Ages.Of(end - start)}" : "";
        string? why = task.Message ?? (task.Reason is TaskReason reason ? Words.Of(reason) : null);
        string ended = $"{Words.Of(task.State)}{span}";
        return Tables.Plain(why is null ? ended : $"{ended}: {why}");
    }

    /// <summary>Where a task stands that is not over: state, how long, and what happens next.</summary>
    public static string Standing(TaskView task, DateTimeOffset now)
    {
        string line = $"{State(task.State, task.Proven)} for {Ages.Since(task.Since, now)}";
        if (Silence(task.StalledSince, now) is string silence) line += $", {silence}";
        return Tables.Plain(task.Next is NextStep next ? $"{line}; {next.Message}" : line);
    }
}
