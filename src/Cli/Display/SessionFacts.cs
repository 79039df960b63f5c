using System.Globalization;
using TaskSync.Core;
using TaskSync.Core.Sessions;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Display;

/// <summary>A session and its newest tasks.</summary>
internal static class SessionFacts
{
    private static readonly string[] Columns = ["NO", "TASK", "STATE", "KIND", "COST", "TITLE"];

    public static void Write(Surroundings world, SessionView view)
    {
        foreach ((string name, string? value) in Facts(view.Session, world.Time))
        {
            if (!string.IsNullOrEmpty(value)) world.Out.WriteLine($"{name,-12} {Tables.Plain(value)}");
        }
        world.Out.WriteLine();
        Tables.Write(world, Columns, view.Tasks.Select(task => Row(task, world.Time.GetUtcNow())));
    }

    /// <summary>A session in one line.</summary>
    public static string Line(SessionSummary session) => Tables.Plain(
        $"{session.SessionId} {Words.Of(session.State)}{(session.Archived ? ", archived" : "")}: {session.Title}");

    private static (string Name, string? Value)[] Facts(SessionSummary session, TimeProvider time) =>
    [
        ("session", session.SessionId.Value),
        ("title", session.Title),
        ("state", Sentences.State(session, time.GetUtcNow())),
        ("agent", session.AgentId?.Value),
        ("folder", session.Cwd),
        ("cost", Spending.Of(session.CostUsd, session.Usage)),
        ("created", Ages.At(session.CreatedAt, time)),
        ("last active", Ages.At(session.LastActivityAt, time)),
        ("archived", session.ArchivedAt is DateTimeOffset at ? Ages.At(at, time) : null),
    ];

    private static string[] Row(TaskSummary task, DateTimeOffset now) =>
    [
        task.Ordinal.ToString(CultureInfo.InvariantCulture),
        task.TaskId.Value,
        Sentences.State(task, now),
        Words.Of(task.Kind),
        task.Result?.CostUsd is decimal cost ? Spending.Dollars(cost) : "",
        task.Title,
    ];
}
