using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Sessions;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Storage.Tests;

public sealed class SessionRowSpecs
{
    [Fact]
    public async Task The_first_task_makes_its_session()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued(spec: new() { Kind = TaskKind.Command, Argv = ["make"], Title = "Build it" });
        await open.States.WriteTaskAsync(task, etag: null);

        SessionView? view = await open.Storage.Catalog.FindSessionAsync(task.SessionId, taskLimit: 10);

        Assert.Equal("Build it", view!.Session.Title);
        Assert.Equal(SessionState.Queued, view.Session.State);
        Assert.Equal(task.CreatedAt, view.Session.CreatedAt);
        Assert.Equal(new StateCounts { Queued = 1 }, view.Session.Counts);
        Assert.Equal(task.Id, Assert.Single(view.Tasks).TaskId);
    }

    [Fact]
    public async Task What_people_decide_stands_beside_what_the_tasks_say()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued();
        await open.States.WriteTaskAsync(task, etag: null);
        var session = new SessionSnapshot { Id = task.SessionId, Version = 1, Title = "Mine", MovedTo = Work.Agent("b") };

        string etag = await open.States.WriteSessionAsync(session, etag: null);
        await Assert.ThrowsAsync<StorageConflictException>(() => open.States.WriteSessionAsync(session, etag: null));
        await open.States.WriteSessionAsync(session with { Version = 2, ArchivedAt = Work.Start }, etag);

        SessionSummary summary = (await open.Storage.Catalog.FindSessionAsync(task.SessionId, 1))!.Session;
        Assert.Equal("Mine", summary.Title);
        Assert.Equal(Work.Agent("b"), summary.AgentId);
        Assert.Equal(Work.Start, summary.ArchivedAt);
        Assert.Equal(1, summary.Counts.Queued);
        Assert.Equal(("2", 2L), ((await open.States.ReadSessionAsync(task.SessionId))!.ETag, summary.Version - 1));
    }

    [Fact]
    public async Task A_session_that_people_decided_about_before_its_first_task_is_shown_with_that_task()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued();
        await open.States.WriteSessionAsync(new() { Id = task.SessionId, Version = 1, Title = "Early" }, etag: null);

        Assert.Null(await open.Storage.Catalog.FindSessionAsync(task.SessionId, 1));
        Assert.Empty((await open.Storage.Catalog.ListSessionsAsync(new())).Sessions);
        Assert.Empty(await open.Storage.Feed.ReadAfterAsync(0, 10));
        await open.States.WriteTaskAsync(task, etag: null);

        Assert.Equal("Early", (await open.Storage.Catalog.FindSessionAsync(task.SessionId, 1))!.Session.Title);
    }

    [Fact]
    public async Task A_session_whose_only_offer_was_declined_lives_nowhere_yet()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot task = Work.Queued().Offered("a");
        string etag = await open.States.WriteTaskAsync(task, etag: null);
        Assert.Equal(Work.Agent("a"), (await open.Storage.Dispatch.ReadTurnAsync(task.SessionId, 2, 0)).FirstAgent);

        task = task.Declined();
        etag = await open.States.WriteTaskAsync(task, etag);
        Assert.Null((await open.Storage.Dispatch.ReadTurnAsync(task.SessionId, 2, 0)).FirstAgent);

        await open.States.WriteTaskAsync(task.Offered("b"), etag);
        Assert.Equal(Work.Agent("b"), (await open.Storage.Dispatch.ReadTurnAsync(task.SessionId, 2, 0)).FirstAgent);
    }

    [Fact]
    public async Task A_session_adds_up_what_its_tasks_took_and_counts_less_when_one_is_removed()
    {
        await using var open = OpenStorage.Create();
        TaskSnapshot first = Finished(1, 0.25m, "/work/a");
        await open.States.WriteTaskAsync(first, etag: null);
        await open.States.WriteTaskAsync(Finished(2, 0.5m, "/work/b"), etag: null);

        SessionSummary both = (await open.Storage.Catalog.FindSessionAsync(first.SessionId, 1))!.Session;
        TaskSummary row = (await open.Storage.Catalog.ListTasksAsync(new() { Limit = 1 })).Tasks[0];
        await open.States.RemoveTaskAsync(Work.Task("one", 2), etag: $"{first.Version}");
        SessionSummary one = (await open.Storage.Catalog.FindSessionAsync(first.SessionId, 1))!.Session;

        Assert.Equal((0.75m, 20, "/work/b"), (both.CostUsd, both.Usage!.OutputTokens, both.Cwd));
        Assert.Equal((0.25m, 10, "/work/a"), (one.CostUsd, one.Usage!.OutputTokens, one.Cwd));
        Assert.Equal(("Done.", 0.5m), (row.Result!.Text, row.Result.CostUsd));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task Derived_rows_are_exact_after_any_commands(int seed)
    {
        await using var open = OpenStorage.Create();
        var random = new Random(seed);
        var tasks = new Dictionary<TaskId, TaskSnapshot>();
        for (int step = 0; step < 800; step++)
        {
            DateTimeOffset now = Work.Start.AddSeconds(step);
            string session = $"{random.Next(6)}";
            TaskId id = Work.Task(session, random.Next(1, 6));
            tasks.TryGetValue(id, out TaskSnapshot? task);
            TaskSnapshot next = task is null
                ? Work.Queued(session, OrdinalOf(session, id), at: now)
                : TaskMachine.Decide(task, AnyCommand(random, task), now) is TaskDecision.Moved moved ? moved.Next : task;
            if (next == task) continue;
            await open.States.WriteTaskAsync(next, task is null ? null : $"{task.Version}");
            tasks[id] = next;
        }

        foreach (IGrouping<SessionId, TaskSnapshot> session in tasks.Values.GroupBy(task => task.SessionId))
        {
            SessionSummary stored = (await open.Storage.Catalog.FindSessionAsync(session.Key, 1))!.Session;
            Assert.Equal(Derive([.. session.OrderBy(task => task.Ordinal)], stored), stored);
        }
    }

    private static TaskSnapshot Finished(long ordinal, decimal cost, string folder) =>
        Work.Queued("one", ordinal).Offered().Started().Ended() with
        {
            Result = new() { Text = "\n Done.\nAnd more.", CostUsd = cost, Usage = new() { OutputTokens = 10 } },
            Conversation = new() { Id = "c-1", Cwd = folder },
        };

    private static long OrdinalOf(string session, TaskId id) =>
        Enumerable.Range(1, 5).First(ordinal => Work.Task(session, ordinal) == id);

    private static SessionSummary Derive(TaskSnapshot[] tasks, SessionSummary stored) => stored with
    {
        Title = tasks[0].Spec.Title,
        CreatedAt = tasks[0].CreatedAt,
        LastActivityAt = tasks.Max(task => task.Timeline[^1].At),
        AgentId = tasks.FirstOrDefault(task => task.Custody != Custody.None)?.AgentId,
        LastEnd = tasks.LastOrDefault(task => task.State.IsTerminal())?.State,
        StalledSince = Count(tasks).Derive() == SessionState.Working
            ? tasks.FirstOrDefault(task => task.StalledSince is not null)?.StalledSince : null,
        Counts = Count(tasks),
        State = Count(tasks).Derive(),
        Cwd = tasks.LastOrDefault(task => task.Conversation?.Cwd is not null)?.Conversation?.Cwd,
        CostUsd = tasks.Sum(task => task.Result?.CostUsd) is var cost and not 0 ? cost : null,
        Usage = UsageOf(tasks),
        Version = tasks.Length > 0 ? stored.Version : 0,
    };

    private static TokenUsage? UsageOf(TaskSnapshot[] tasks) => tasks.Any(task => task.Result is not null)
        ? new()
        {
            InputTokens = tasks.Sum(task => task.Result?.Usage?.InputTokens ?? 0),
            OutputTokens = tasks.Sum(task => task.Result?.Usage?.OutputTokens ?? 0),
            CacheReadTokens = tasks.Sum(task => task.Result?.Usage?.CacheReadTokens ?? 0),
            CacheWriteTokens = tasks.Sum(task => task.Result?.Usage?.CacheWriteTokens ?? 0),
        }
        : null;

    private static StateCounts Count(TaskSnapshot[] tasks) => new()
    {
        Queued = tasks.Count(task => task.State == TaskState.Queued),
        Working = tasks.Count(task => task.State == TaskState.Working),
        InputRequired = tasks.Count(task => task.State == TaskState.InputRequired),
        Cancelling = tasks.Count(task => task.State == TaskState.Cancelling),
        Unknown = tasks.Count(task => task.State == TaskState.Unknown),
        Completed = tasks.Count(task => task.State == TaskState.Completed),
        Failed = tasks.Count(task => task.State == TaskState.Failed),
        Cancelled = tasks.Count(task => task.State == TaskState.Cancelled),
    };

    private static TaskCommand AnyCommand(Random random, TaskSnapshot task)
    {
        AgentId agent = task.AgentId ?? Work.Agent("a");
        return random.Next(9) switch
        {
            0 => new TaskCommand.Offer(Work.Agent($"{random.Next(3)}")),
            1 => new TaskCommand.List(agent, task.Attempt, AttemptPhase.Running),
            2 => new TaskCommand.Forget(agent, task.Attempt),
            3 => new TaskCommand.LoseLease(agent, task.Attempt, Work.Start),
            4 => new TaskCommand.Cancel("admin", random.Next(3) == 0),
            5 => new TaskCommand.Look(),
            6 => new TaskCommand.RemoveAgent(agent, Work.Start),
            _ => new TaskCommand.Report(agent, AnyReport(random, task)),
        };
    }

    private static AttemptEnd AnyEnd(Random random) => new()
    {
        Kind = EndKind.Exited, ExitCode = random.Next(2), TreeEmpty = random.Next(2) == 0,
        Conversation = random.Next(2) == 0 ? null : new() { Id = "c", Cwd = $"/work/{random.Next(3)}" },
        Result = random.Next(2) == 0 ? null : new()
        {
            Text = "Done.", CostUsd = random.Next(1, 9) * 0.000_000_007m,
            Usage = new() { InputTokens = 1, OutputTokens = random.Next(9), CacheReadTokens = 3, CacheWriteTokens = random.Next(9) },
        },
    };

    private static AttemptReport AnyReport(Random random, TaskSnapshot task)
    {
        var kind = (ReportKind)random.Next(1, 7);
        return new()
        {
            TaskId = task.Id, Attempt = task.Attempt, Seq = task.Seq + 1, Kind = kind, At = Work.Start,
            End = kind == ReportKind.Ended ? AnyEnd(random) : null,
        };
    }
}
