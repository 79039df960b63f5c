using System.Text.Json.Serialization;

namespace TaskSync.Core.Protocol;

/// <summary>What kind of thing an agent says of an attempt.</summary>
[JsonConverter(typeof(SnakeCaseEnum<ReportKind>))]
public enum ReportKind
{
    /// <summary>Not a report.</summary>
    None,

    /// <summary>The process was started.</summary>
    Started,

    /// <summary>The process lives and makes progress.</summary>
    Progress,

    /// <summary>The process lives and has shown no other sign of life since <see cref="AttemptReport.At"/>.</summary>
    Stalled,

    /// <summary>It waits for a person's answer.</summary>
    InputRequired,

    /// <summary>It goes on after an answer.</summary>
    Resumed,

    /// <summary>The attempt is over; <see cref="AttemptReport.End"/> says how.</summary>
    Ended,

    /// <summary>The agent will never start this attempt and has written that down.</summary>
    Declined,
}

/// <summary>How an attempt's end became known.</summary>
[JsonConverter(typeof(SnakeCaseEnum<EndKind>))]
public enum EndKind
{
    /// <summary>Not an end.</summary>
    None,

    /// <summary>The process ended, with an exit code or by a signal.</summary>
    Exited,

    /// <summary>The process could not be started.</summary>
    StartFailed,

    /// <summary>
    /// There is no record of its end. The process is gone if <see cref="AttemptEnd.TreeEmpty"/>; else nobody knows.
    /// </summary>
    ExitUnknown,
}

/// <summary>Why the agent signalled a process; <see cref="None"/> when it ended before the first signal.</summary>
[JsonConverter(typeof(SnakeCaseEnum<StopCause>))]
public enum StopCause
{
    /// <summary>The agent sent no signal before the end.</summary>
    None,

    /// <summary>The server asked for it: cancelled.</summary>
    Cancel,

    /// <summary>It ran longer than its timeout.</summary>
    Timeout,

    /// <summary>The server refused the attempt.</summary>
    Fenced,
}

/// <summary>One report of an agent, numbered within its attempt.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AttemptReport
{
    /// <summary>The task.</summary>
    public required TaskId TaskId { get; init; }

    /// <summary>The attempt: the fencing token.</summary>
    public required int Attempt { get; init; }

    /// <summary>
    /// 1 and more, rising within the attempt, not always by one: each start of the agent counts on from above all that the starts
    /// before it can have used. A report that was sent keeps its number for ever.
    /// </summary>
    public required long Seq { get; init; }

    /// <summary>What happened.</summary>
    public required ReportKind Kind { get; init; }

    /// <summary>When, by the agent's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The same as a sentence, if there is something to say.</summary>
    public string? Message { get; init; }

    /// <summary>What it waits for; only with <see cref="ReportKind.InputRequired"/>.</summary>
    public Tasks.Question? Question { get; init; }

    /// <summary>How it ended; only with <see cref="ReportKind.Ended"/>.</summary>
    public AttemptEnd? End { get; init; }
}

/// <summary>How an attempt ended.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AttemptEnd
{
    /// <summary>How the end is known.</summary>
    public required EndKind Kind { get; init; }

    /// <summary>The exit code, unless a signal ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended it.</summary>
    public int? Signal { get; init; }

    /// <summary>Why the agent had signalled it before it ended.</summary>
    public StopCause StoppedBy { get; init; }

    /// <summary>Whether the process tree was seen empty.</summary>
    public bool TreeEmpty { get; init; }

    /// <summary>Processes that were still there, as <c>pid command</c>; at most 20.</summary>
    public IReadOnlyList<string> Leftovers { get; init => field = value ?? []; } = [];

    /// <summary>The final length of stdout in bytes.</summary>
    public long OutputBytes { get; init; }

    /// <summary>The final length of stderr in bytes.</summary>
    public long StderrBytes { get; init; }

    /// <summary>What the runner made of it; null for plain commands.</summary>
    public Tasks.TaskResult? Result { get; init; }

    /// <summary>The conversation that the CLI spoke of, also if it came to no result; null for plain commands.</summary>
    public Tasks.Conversation? Conversation { get; init; }
}
