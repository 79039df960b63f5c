namespace TaskSync.Core.Tests.Json;

/// <summary>One of every shape, with every field set to something that is not its default.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset At = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly TaskId Task = TaskId.Derive("task");
    private static readonly SessionId Session = SessionId.Derive("session");
    private static readonly AgentId Agent = AgentId.Derive("agent");

    private static readonly TaskResult Result = new()
    {
        Text = "Done.", IsError = true, CostUsd = 0.0125m, Turns = 3, DurationMs = 1200, Model = "big-1",
        Usage = new() { InputTokens = 11, OutputTokens = 12, CacheReadTokens = 13, CacheWriteTokens = 14 },
        Denials = [new("Bash", "{}")],
    };

    private static readonly ResultView ResultOf = new()
    {
        Text = "Done.", IsError = true, CostUsd = 0.0125m, NumTurns = 3, DurationMs = 1200, Model = "big-1", Usage = Result.Usage,
        Denials = Result.Denials,
    };

    private static readonly Conversation Held = new()
    {
        Id = "c-1", Cwd = "/srv/a", CostUsd = 0.5m, CostTokens = 110, Usage = new() { InputTokens = 9 }, Forgotten = true,
    };

    private static readonly LateReport Late = new()
    {
        At = At.AddHours(2), State = TaskState.Completed, Reason = TaskReason.ExitCode, ExitCode = 1, Message = "Late.",
    };

    private static readonly Step Step = new()
    {
        At = 12, Kind = StepKind.ToolUse, Text = "{}", Tool = "Bash", ToolUseId = "t-1", ParentToolUseId = "t-0", IsError = true,
        Truncated = true,
    };

    private static readonly TimelineEntry Entry = new()
    {
        At = At, From = TaskState.Queued, To = TaskState.Working, Reason = TaskReason.Declined, Attempt = 1, By = "ada",
    };

    private static readonly AgentOffer Offer = new()
    {
        Slots = 3, Kinds = [TaskKind.Command, TaskKind.Codex], Labels = ["gpu"], Roots = ["/srv"], Version = "0.1.0", Platform = "linux-x64",
        DiskError = "No space left.",
    };

    private static readonly TaskSpec Spec = new()
    {
        Kind = TaskKind.Claude, Argv = ["git", "log"], Prompt = "Why?", Agent = Agent, Labels = ["gpu"], Cwd = "/srv/a",
        Env = new Dictionary<string, string> { ["LogLevel"] = "debug" }, Model = "big", Tier = "heavy",
        TimeoutSeconds = 60, QueueExpirySeconds = 120, OrphanTimeoutSeconds = 180, Title = "Why",
    };

    private static readonly Question Asked = new()
    {
        RequestId = "q-1", Tool = "Bash", Input = "{}", Truncated = true, AskedAt = At,
    };

    private static readonly Answer Answered = new()
    {
        RequestId = "q-1", Behavior = AnswerBehavior.Deny, Text = "Not there.", By = "ada", At = At,
    };

    private static readonly AttemptReport Report = new()
    {
        TaskId = Task, Attempt = 2, Seq = 3, Kind = ReportKind.Ended, At = At, Message = "Stopped.",
        Question = Asked,
        End = new()
        {
            Kind = EndKind.Exited, ExitCode = 1, Signal = 15, StoppedBy = StopCause.Timeout, TreeEmpty = true,
            Leftovers = ["4711 sleep"], OutputBytes = 10, StderrBytes = 20, Result = Result,
            Conversation = Held,
        },
    };

    private static readonly TaskSummary Summary = new()
    {
        TaskId = Task, SessionId = Session, Ordinal = 4, Kind = TaskKind.Command, Title = "git log", State = TaskState.Unknown,
        Reason = TaskReason.LeaseExpired, Message = "Not heard.", Attempt = 2, Custody = Custody.Held, Version = 5, Change = 6,
        CreatedAt = At, Since = At.AddMinutes(1), StartedAt = At.AddMinutes(2), StalledSince = At, EndedAt = At.AddMinutes(3), AgentId = Agent,
        OrphanAt = At.AddHours(1), ExitCode = 1, Late = true, Proven = true, Result = ResultOf, Damaged = true,
    };

    private static readonly SessionSummary SessionRow = new()
    {
        SessionId = Session, Title = "Why", State = SessionState.Cancelling, Version = 7, Change = 8, CreatedAt = At,
        LastActivityAt = At.AddMinutes(1), Archived = true, ArchivedAt = At.AddMinutes(2), Cwd = "/srv/a", CostUsd = 1.5m,
        Usage = Result.Usage, AgentId = Agent, LastEnd = TaskState.Failed, StalledSince = At.AddMinutes(3), Damaged = true,
        Counts = new()
        {
            Queued = 1, Working = 2, InputRequired = 3, Cancelling = 4, Unknown = 5, Completed = 6, Failed = 7, Cancelled = 8,
        },
    };

    private static readonly AgentSummary AgentRow = new()
    {
        AgentId = Agent, Name = "laptop", Presence = Presence.Lost, Version = 9, Change = 10, Offer = Offer, Draining = true,
        DuplicateSeenAt = At, EnrolledAt = At, LastHeardAt = At.AddMinutes(1), Proven = true, Busy = 2, Damaged = true,
    };

    public static IReadOnlyList<Golden> All { get; } =
    [
        new(new TaskSnapshot
        {
            Shape = 1, Id = Task, SessionId = Session, Ordinal = 4, RequestHash = "cafe", RetryOf = TaskId.Derive("before"),
            State = TaskState.Failed, Reason = TaskReason.Orphaned, Message = "Lost.", Version = 5, Attempt = 2, Custody = Custody.Lost,
            AgentId = Agent, Seq = 3, Hold = TaskReason.Restored, CreatedAt = At, Since = At.AddMinutes(1),
            StartedAt = At.AddMinutes(2), EndedAt = At.AddMinutes(3), OrphanAt = At.AddHours(1), LostSince = At.AddMinutes(4),
            CancelledBy = "bob", ExitCode = 1, Result = Result, OutputBytes = 10, StderrBytes = 20, LateReport = Late, Timeline = [Entry],
            Resumes = Held, Conversation = Held, StalledSince = At, Question = Asked, Answer = Answered,
        }),
        new(Spec),
        new(new SessionSnapshot
        {
            Shape = 1, Id = Session, Version = 2, Title = "Why", ArchivedAt = At, MovedTo = Agent, ContinuedPast = 3,
        }),
        new(new AgentSnapshot
        {
            Shape = 1, Id = Agent, Name = "laptop", Version = 2, Presence = Presence.Connected, MachineId = "m", Instance = 3, Nonce = "n",
            Offer = Offer, Draining = true, DrainRequested = true, DuplicateSeenAt = At, EnrolledAt = At,
        }),
        new(new SyncRequest
        {
            Instance = 3, Nonce = "n", MachineId = "m", N = 4, Echo = "e", Offer = Offer, Draining = true,
            Holds = [new() { TaskId = Task, Attempt = 2, Phase = AttemptPhase.Waiting }], Reports = [Report],
        }),
        new(new SyncAnswer
        {
            N = 4, Echo = "e", LeaseSeconds = 10, SyncSeconds = 2,
            Acks = [new() { TaskId = Task, Attempt = 2, Seq = 3, Verdict = Verdict.Refused, Why = "Closed." }],
            Orders =
            [
                new()
                {
                    TaskId = Task, Attempt = 2, Kind = OrderKind.Start, Cause = StopCause.Fenced, SessionId = Session, Spec = Spec,
                    Resumes = Held, Asks = "q-1", Answer = Answered, Seq = 3,
                },
            ],
        }),
        new(new WorkSignal { Wake = true }),
        new(new EnrollRequest { Code = "c", Name = "laptop", MachineId = "m" }),
        new(new EnrollAnswer { AgentId = Agent, Token = "secret" }),
        new(Report),
        new(new SubmitRequest
        {
            Kind = "claude", Prompt = "Why?", Argv = ["git"], SessionId = Session.Value, Agent = "laptop", Labels = ["gpu"], Cwd = "/srv",
            Env = new Dictionary<string, string> { ["LogLevel"] = "debug" }, Model = "big", Tier = "heavy", TimeoutSeconds = 60,
            QueueExpirySeconds = 120, OrphanTimeoutSeconds = 180, Title = "Why",
        }),
        new(new CancelRequest { Force = true }),
        new(new AnswerRequest { RequestId = "q-1", Behavior = "deny", Text = "Not there." }),
        new(new SessionPatch { Title = "Why", Archived = true }),
        new(new MoveRequest { Agent = "laptop" }),
        new(new DrainRequest { Draining = true }),
        new(new LoginRequest { Code = "c", Token = "t" }),
        new(new InviteView { Code = "c", ExpiresAt = At }),
        new(new TaskView
        {
            TaskId = Task, SessionId = Session, Ordinal = 4, Kind = TaskKind.Claude, Title = "Why", Prompt = "Why?", Argv = ["git"],
            Cwd = "/srv", Labels = ["gpu"], EnvNames = ["LogLevel"], TimeoutSeconds = 60, RetryOf = TaskId.Derive("before"),
            State = TaskState.Cancelling, Reason = TaskReason.Requested, Message = "Waits.", Attempt = 2, Custody = Custody.Held,
            Version = 5, Change = 6, CreatedAt = At, Since = At.AddMinutes(1), StartedAt = At.AddMinutes(2), EndedAt = At.AddMinutes(3),
            AgentId = Agent, LastHeardAt = At.AddMinutes(4), Proven = true,
            Next = new() { Action = "orphan", Message = "Counts as orphaned.", At = At.AddHours(1) }, ExitCode = 1, Result = ResultOf,
            Conversation = new() { Id = "c-1", Cwd = "/srv/a", Resumed = true, Forgotten = true },
            OutputBytes = 10, StderrBytes = 20, OutputComplete = true, LateReport = Late, Timeline = [Entry], StalledSince = At, Question = Asked,
            Answer = Answered,
        }),
        new(Summary),
        new(SessionRow),
        new(AgentRow),
        new(new TaskPage { Tasks = [Summary], Next = "n", Cursor = "e.6" }),
        new(new SessionPage { Sessions = [SessionRow], Next = "n", Cursor = "e.6" }),
        new(new SessionView { Session = SessionRow, Tasks = [Summary], Cursor = "e.6" }),
        new(new AgentPage { Agents = [AgentRow], Cursor = "e.6" }),
        new(new Removal { Id = Task.Value, Removed = true, Change = 11 }),
        new(new Beat { At = At, Head = "e.6", Unproven = [Agent] }),
        new(new OutputHint { TaskId = Task, Attempt = 2, Bytes = 12 }),
        new(new StepPage { TaskId = Task, Attempt = 2, Steps = [Step], Next = 34, Complete = true }),
        new(new FeedReset { Why = "The cursor is of another server." }),
    ];
}
