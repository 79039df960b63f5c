using System.Globalization;
using TaskSync.Core;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Cli.Display;

/// <summary>All that is known of a task: one fact a line, then how it came here.</summary>
internal static class TaskFacts
{
    private static readonly string[] Columns = ["AT", "STATE", "REASON", "ATTEMPT", "BY"];

    public static void Write(Surroundings world, TaskView task)
    {
        foreach ((string name, string? value) in Facts(task, world.Time))
        {
            if (!string.IsNullOrEmpty(value)) world.Out.WriteLine($"{name,-12} {Tables.Plain(value)}");
        }
        if (task.Timeline.Count == 0) return;
        world.Out.WriteLine();
        Tables.Write(world, Columns, task.Timeline.Select((step, n) =>
            Row(step, n == 0 ? null : task.Timeline[n - 1], world.Time)));
    }

    private static (string Name, string? Value)[] Facts(TaskView task, TimeProvider time) =>
    [
        ("task", task.TaskId.Value),
        ("session", $"{task.SessionId}, number {task.Ordinal}"),
        ("title", task.Title),
        ("kind", Words.Of(task.Kind)),
        ("argv", task.Argv is null ? null : CommandText.Of(task.Argv)),
        ("prompt", Short(task.Prompt)),
        ("folder", task.Cwd),
        ("labels", Joined(task.Labels)),
        ("variables", Joined(task.EnvNames)),
        ("timeout", Ages.Of(TimeSpan.FromSeconds(task.TimeoutSeconds))),
        ("retry of", task.RetryOf?.Value),
        ("state", Sentences.State(task.State, task.Proven, task.StalledSince, time.GetUtcNow())),
        ("last sign", At(task.StalledSince, time)),
        ("why", Why(task)),
        ("next", Next(task.Next, time)),
        ("attempt", task.Attempt == 0 ? null : $"{task.Attempt} ({Words.Of(task.Custody)})"),
        ("agent", Agent(task, time)),
        ("created", At(task.CreatedAt, time)),
        ("started", At(task.StartedAt, time)),
        ("ended", At(task.EndedAt, time)),
        ("exit code", task.ExitCode?.ToString(CultureInfo.InvariantCulture)),
        ("asks", Asked(task.Question)),
        ("result", Short(task.Result?.Text)),
        ("cost", Spending.Of(task.Result?.CostUsd, task.Result?.Usage)),
        ("conversation", task.Conversation?.Id),
        ("stdout", Bytes(task.OutputBytes, task.OutputComplete)),
        ("stderr", Bytes(task.StderrBytes, task.OutputComplete)),
        ("late report", Late(task.LateReport, time)),
    ];

    /// <summary>
    /// A queued task that stays queued changed hands: an agent was asked, and then said that it has it.
    /// </summary>
    private static string Became(TimelineEntry step, TimelineEntry? before) => step switch
    {
        { From: TaskState.Queued, To: TaskState.Queued } when step.Attempt > (before?.Attempt ?? 0) => "offered",
        { From: TaskState.Queued, To: TaskState.Queued, Reason: TaskReason.None } => "taken",
        _ => Words.Of(step.To),
    };

    private static string? Short(string? text) =>
        text is null ? null : Texts.Clip(Texts.FirstLine(text), Limits.MessageLength);

    private static string? Joined(IReadOnlyList<string>? texts) =>
        texts is null ? null : string.Join(", ", texts);

    private static string? Why(TaskView task) => (task.Reason, task.Message) switch
    {
        (null, _) => task.Message,
        (TaskReason reason, null) => Words.Of(reason),
        (TaskReason reason, string message) => $"{message} [{Words.Of(reason)}]",
    };

    private static string? Next(NextStep? next, TimeProvider time) => next switch
    {
        null => null,
        { At: DateTimeOffset at } => $"{next.Message} ({Ages.At(at, time)} at the latest)",
        _ => next.Message,
    };

    private static string? Agent(TaskView task, TimeProvider time) => task switch
    {
        { AgentId: AgentId id, LastHeardAt: DateTimeOffset heard } => $"{id}, last heard {Ages.At(heard, time)}",
        { AgentId: AgentId id } => id.Value,
        _ => null,
    };

    private static string? At(DateTimeOffset? moment, TimeProvider time) =>
        moment is DateTimeOffset at ? Ages.At(at, time) : null;

    private static string Bytes(long count, bool complete) =>
        complete ? Ages.Bytes(count) : $"{Ages.Bytes(count)} so far";

    private static string? Asked(Question? question) =>
        question is null ? null : $"may it use {question.Tool}? {Short(question.Input)}";

    private static string? Late(LateReport? late, TimeProvider time) => late is null
        ? null
        : $"{Ages.At(late.At, time)}: would have been {Words.Of(late.State)}. {late.Message}".TrimEnd();

    private static string[] Row(TimelineEntry step, TimelineEntry? before, TimeProvider time) =>
    [
        Ages.At(step.At, time),
        Became(step, before),
        step.Reason == TaskReason.None ? "" : Words.Of(step.Reason),
        step.Attempt == 0 ? "" : step.Attempt.ToString(CultureInfo.InvariantCulture),
        step.By,
    ];
}
