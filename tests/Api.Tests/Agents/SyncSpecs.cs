using System.Text.Json;
using TaskSync.Api.Agents;
using TaskSync.Api.Tests.Hosting;
using TaskSync.Core;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;
using TaskSync.Core.Views;

namespace TaskSync.Api.Tests.Agents;

public sealed class SyncSpecs : IAsyncLifetime
{
    private static readonly AttemptReport Report = new()
    {
        TaskId = TaskId.Derive("x"), Attempt = 1, Seq = 1, Kind = ReportKind.Started, At = new(
            2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private ApiServer _server = null!;
    private AgentDriver _agent = null!;

    public static TheoryData<string, Func<SyncRequest, SyncRequest>> Malformed => new()
    {
        { "instance", sync => sync with { Instance = 0 } },
        { "n", sync => sync with { N = 0 } },
        { "nonce", sync => sync with { Nonce = "" } },
        { "slots", sync => sync with { Offer = sync.Offer with { Slots = Limits.AgentSlots + 1 } } },
        { "negative slots", sync => sync with { Offer = sync.Offer with { Slots = -1 } } },
        { "roots", sync => sync with { Offer = sync.Offer with { Roots = ["work"] } } },
        { "labels", sync => sync with { Offer = sync.Offer with { Labels = [""] } } },
        { "holds", sync => sync with { Holds = [new() { TaskId = Report.TaskId, Attempt = 0, Phase = AttemptPhase.Running }] } },
        { "reports", sync => sync with { Reports = [.. Enumerable.Repeat(Report, Limits.ReportsPerSync + 1)] } },
        { "attempt", sync => sync with { Reports = [Report with { Attempt = 0 }] } },
        { "seq", sync => sync with { Reports = [Report with { Seq = 0 }] } },
        { "kind", sync => sync with { Reports = [Report with { Kind = ReportKind.None }] } },
        { "no end", sync => sync with { Reports = [Report with { Kind = ReportKind.Ended }] } },
        { "an end too many", sync => sync with { Reports = [Report with { End = new() { Kind = EndKind.Exited } }] } },
        { "end", sync => sync with { Reports = [Report with { Kind = ReportKind.Ended, End = new() { Kind = EndKind.None } }] } },
    };

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _agent = await _server.ConnectAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_sync_that_breaks_the_form_is_refused(string what, Func<SyncRequest, SyncRequest> change) =>
        Assert.True(SyncCheck.Check(change(_agent.Request())) is { Code: "invalid_sync" }, what);

    [Fact]
    public void A_sync_that_keeps_the_form_is_taken() => Assert.Null(SyncCheck.Check(_agent.Request(Report)));

    [Fact]
    public void A_long_message_is_cut_and_no_reason_to_refuse_a_heartbeat()
    {
        SyncRequest trimmed = SyncCheck.Trim(_agent.Request(Report with { Message = new('x', 100_000) }));

        Assert.InRange(Assert.Single(trimmed.Reports).Message!.Length, 1000, 5000);
    }

    [Fact]
    public async Task A_malformed_sync_is_a_problem() =>
        (await PostAsync(_agent.Request() with { Instance = 0 })).AsProblem(400, "invalid_sync");

    [Fact]
    public async Task An_older_sync_has_no_effect()
    {
        SyncRequest older = _agent.Request();
        await _agent.SyncAsync();

        (await PostAsync(older)).AsProblem(409, "stale");
    }

    [Fact]
    public async Task A_copy_of_the_folder_is_told_that_it_is_one()
    {
        (await PostAsync(_agent.Request() with { Nonce = "another" })).AsProblem(409, "duplicate_identity");
        Assert.NotNull(Assert.Single((await _server.Admin.GetAsync("/api/agents")).As(TaskSyncJsonContext.Default.AgentPage).Agents).DuplicateSeenAt);
    }

    [Fact]
    public async Task The_lease_runs_from_when_the_sync_was_received()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(task.TaskId);
        await _server.AdvanceAsync(TimeSpan.FromSeconds(9));
        Assert.Equal(TaskState.Working, (await _server.Admin.TaskAsync(task.TaskId)).State);

        await _agent.SyncAsync();
        await _server.AdvanceAsync(TimeSpan.FromSeconds(9));

        Assert.Equal(TaskState.Working, (await _server.Admin.TaskAsync(task.TaskId)).State);
    }

    [Fact]
    public async Task A_call_for_work_is_answered_when_there_is_some()
    {
        Task<Reply> call = _agent.Client.GetAsync($"/api/agents/{_agent.Id}/work");

        await _server.Admin.SubmitTrueAsync();

        Assert.Equal("""{"wake":true}""", (await call).Body);
    }

    [Fact]
    public async Task A_call_for_work_is_not_held_for_ever()
    {
        Reply? reply = null;

        await _server.Clock.RunOutAsync(
            async () => reply = await _agent.Client.GetAsync($"/api/agents/{_agent.Id}/work"));

        Assert.Equal("""{"wake":false}""", reply?.Body);
    }

    [Fact]
    public async Task A_report_on_somebody_else_s_attempt_changes_nothing()
    {
        TaskView task = await _server.Admin.SubmitTrueAsync();
        await _agent.StartAsync(task.TaskId);
        AgentDriver other = await _server.ConnectAsync("other");

        SyncAnswer answer = await other.SyncAsync(Report with
        {
            TaskId = task.TaskId, Seq = 9, Kind = ReportKind.Ended, End = new(
                ) { Kind = EndKind.Exited, ExitCode = 0 },
        });

        Assert.Equal(Verdict.Refused, Assert.Single(answer.Acks).Verdict);
        Assert.Equal(TaskState.Working, (await _server.Admin.TaskAsync(task.TaskId)).State);
    }

    private Task<Reply> PostAsync(SyncRequest sync) => _agent.Client.PostAsync(
        $"/api/agents/{_agent.Id}/sync", JsonSerializer.Serialize(sync, TaskSyncJsonContext.Default.SyncRequest));
}
