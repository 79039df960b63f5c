using System.Text.Json.Serialization;
using TaskSync.Core.Tasks;

namespace TaskSync.Core.Protocol;

/// <summary>How far an attempt is on its agent.</summary>
[JsonConverter(typeof(SnakeCaseEnum<AttemptPhase>))]
public enum AttemptPhase
{
    /// <summary>Not a phase.</summary>
    None,

    /// <summary>In the journal; its process is not started yet.</summary>
    Accepted,

    /// <summary>The process runs, or may run.</summary>
    Running,

    /// <summary>The process lives and waits for a person's answer.</summary>
    Waiting,

    /// <summary>The process is being stopped.</summary>
    Stopping,

    /// <summary>The process is over; its last report is not acknowledged yet.</summary>
    Ended,
}

/// <summary>An attempt that an agent holds.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record HeldAttempt
{
    /// <summary>The task.</summary>
    public required TaskId TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>How far it is.</summary>
    public required AttemptPhase Phase { get; init; }
}

/// <summary>
/// What an agent can do. Sent with every sync; stored when it changes. Because it is stored, a field that is not known is no error.
/// </summary>
public sealed record AgentOffer
{
    /// <summary>Attempts that it runs side by side.</summary>
    [JsonRequired]
    public int Slots { get; init; } = 1;

    /// <summary>The kinds of task that it can run.</summary>
    public IReadOnlyList<TaskKind> Kinds { get; init => field = value ?? []; } = [];

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string> Labels { get; init => field = value ?? []; } = [];

    /// <summary>The folders, absolute, in which and below which it runs work; the first is the default.</summary>
    public IReadOnlyList<string> Roots { get; init => field = value ?? []; } = [];

    /// <summary>Its own version.</summary>
    public string Version { get; init => field = value ?? ""; } = "";

    /// <summary>Its operating system and machine type.</summary>
    public string Platform { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// What its disk said to the last thing that it did not take down; null while it does. Meanwhile the agent
    /// takes no new work.
    /// </summary>
    public string? DiskError { get; init; }
}

/// <summary>
/// One sync of an agent: all that it holds, and what it has to say of it. <c>POST /api/agents/{id}/sync</c>. An agent sends one at a
/// time and applies only the answer to its newest one.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SyncRequest
{
    /// <summary>Counts the starts of this agent folder; written down before it is used.</summary>
    public required long Instance { get; init; }

    /// <summary>Random, new at each start: tells two copies of a folder apart that count the same.</summary>
    public required string Nonce { get; init; }

    /// <summary>The machine that the folder belongs to.</summary>
    public required string MachineId { get; init; }

    /// <summary>1, 2, … within the instance.</summary>
    public required long N { get; init; }

    /// <summary>
    /// The <see cref="SyncAnswer.Echo"/> of the last answer that was applied; empty before the first. It proves that this sync
    /// was sent after that answer: one that was under way since before a restart of the server proves nothing about now.
    /// </summary>
    public string Echo { get; init => field = value ?? ""; } = "";

    /// <summary>What the agent can do.</summary>
    public required AgentOffer Offer { get; init; }

    /// <summary>Whether it takes no new work.</summary>
    public bool Draining { get; init; }

    /// <summary>Everything that it holds, whatever the server thinks.</summary>
    public IReadOnlyList<HeldAttempt> Holds { get; init => field = value ?? []; } = [];

    /// <summary>Reports that are not acknowledged yet, oldest first within an attempt.</summary>
    public IReadOnlyList<AttemptReport> Reports { get; init => field = value ?? []; } = [];
}

/// <summary>What became of a report.</summary>
[JsonConverter(typeof(SnakeCaseEnum<Verdict>))]
public enum Verdict
{
    /// <summary>Not a verdict.</summary>
    None,

    /// <summary>It counted, and is on disk.</summary>
    Accepted,

    /// <summary>It had counted before, or says nothing new: it need not be sent again.</summary>
    Duplicate,

    /// <summary>The attempt is closed for it: the agent stops the process and need not send the report again.</summary>
    Refused,

    /// <summary>The task could not answer in time; keep the attempt and send the report again.</summary>
    Unavailable,
}

/// <summary>The acknowledgement of one report.</summary>
public sealed record ReportAck
{
    /// <summary>The task.</summary>
    public required TaskId TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>The report's number.</summary>
    public required long Seq { get; init; }

    /// <summary>What became of it.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why it was refused.</summary>
    public string? Why { get; init; }
}

/// <summary>What an agent is to do with an attempt.</summary>
[JsonConverter(typeof(SnakeCaseEnum<OrderKind>))]
public enum OrderKind
{
    /// <summary>Not an order.</summary>
    None,

    /// <summary>Write it down and start it, unless this pair was ever started here.</summary>
    Start,

    /// <summary>Go on.</summary>
    Keep,

    /// <summary>End its process, and say when the tree is empty.</summary>
    Stop,

    /// <summary>All is said and stored: it need not be listed any more.</summary>
    Forget,
}

/// <summary>One order: what the server thinks the agent should do with one attempt.</summary>
public sealed record AttemptOrder
{
    /// <summary>The task.</summary>
    public required TaskId TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>What to do.</summary>
    public required OrderKind Kind { get; init; }

    /// <summary>Why to stop: cancelled by a person, or fenced.</summary>
    public StopCause Cause { get; init; }

    /// <summary>The session; only with <see cref="OrderKind.Start"/>.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>What to run; only with <see cref="OrderKind.Start"/>.</summary>
    public TaskSpec? Spec { get; init; }

    /// <summary>The conversation to go on with; only with <see cref="OrderKind.Start"/>. Null to begin one.</summary>
    public Conversation? Resumes { get; init; }

    /// <summary>
    /// The question that the task knows of the attempt; only with <see cref="OrderKind.Keep"/>. An agent whose attempt waits for
    /// something else reports that again.
    /// </summary>
    public string? Asks { get; init; }

    /// <summary>What a person said to it; repeated until the agent reports that the attempt goes on.</summary>
    public Answer? Answer { get; init; }

    /// <summary>
    /// The number of the attempt's last report that counted, 0 before the first; only with <see cref="OrderKind.Keep"/>. An agent
    /// whose journal is behind that has an older folder, and does not start the attempt. Null where the server does not say.
    /// </summary>
    public long? Seq { get; init; }
}

/// <summary>The answer to a sync.</summary>
public sealed record SyncAnswer
{
    /// <summary>The sync that this answers.</summary>
    public required long N { get; init; }

    /// <summary>To be sent with the next sync. When it is new, that sync is wanted at once.</summary>
    public required string Echo { get; init; }

    /// <summary>How long the lease runs from when the sync was received.</summary>
    public required double LeaseSeconds { get; init; }

    /// <summary>How soon the next sync is wanted when there is nothing to say.</summary>
    public required double SyncSeconds { get; init; }

    /// <summary>What became of each report.</summary>
    public IReadOnlyList<ReportAck> Acks { get; init => field = value ?? []; } = [];

    /// <summary>What to do with each attempt that the agent holds or should hold.</summary>
    public IReadOnlyList<AttemptOrder> Orders { get; init => field = value ?? []; } = [];
}

/// <summary>The answer of <c>GET /api/agents/{id}/work</c>: it only wakes.</summary>
public sealed record WorkSignal
{
    /// <summary>Whether there is something to sync about; false when the wait ran out.</summary>
    public required bool Wake { get; init; }
}

/// <summary>The body of <c>POST /api/agents/enroll</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EnrollRequest
{
    /// <summary>The one-use code of an invite.</summary>
    public required string Code { get; init; }

    /// <summary>What people call the agent; the machine's name by default.</summary>
    public required string Name { get; init; }

    /// <summary>The machine that the agent's folder belongs to.</summary>
    public required string MachineId { get; init; }
}

/// <summary>The answer to an enrolment. The token is shown this once.</summary>
public sealed record EnrollAnswer
{
    /// <summary>The agent's id.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>Its credential: a bearer token that can only speak for this agent.</summary>
    public required string Token { get; init; }
}
