using TaskSync.Agent.Tests.Server;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

public sealed class FaultSpecs
{
    [Theory]
    [InlineData(nameof(Fault.LoseAnswer))]
    [InlineData(nameof(Fault.Duplicate))]
    [InlineData(nameof(Fault.Fail))]
    [InlineData(nameof(Fault.Stale))]
    public async Task Nothing_is_lost_or_done_twice_when_every_other_sync_goes_wrong(string fault)
    {
        await using Bench bench = await Bench.StartAsync(config => config with { Slots = 50 }, andAgent: false);
        bench.Server.SyncFault = n => n % 2 == 0 ? Enum.Parse<Fault>(fault) : Fault.None;
        TaskId[] ids = [.. Enumerable.Range(0, 20).Select(i => bench.Shell($"echo {i}; echo {i} >> ran; exit {i}"))];
        bench.StartAgent();
        for (int i = 0; i < ids.Length; i++)
        {
            Assert.Equal($"{i}\n", await bench.OutputOf(ids[i]));
            Assert.Equal(i, bench.Authority.Task(ids[i]).ExitCode);
        }
        Assert.Equal(20, (await File.ReadAllLinesAsync(Path.Combine(bench.Work, "ran"))).Length);
    }

    [Fact]
    public async Task Output_is_whole_when_chunks_are_lost_after_they_were_taken_or_before()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.OutputFault = n => (n % 3) switch { 0 => Fault.LoseAnswer, 1 => Fault.Fail, _ => Fault.None };
        TaskId id = bench.Shell("head -c 2000000 /dev/zero | tr '\\0' x; echo end");
        string output = await bench.OutputOf(id);
        Assert.Equal(2_000_004, output.Length);
        Assert.EndsWith("xend\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_goes_on_while_the_server_is_away_and_is_reported_when_it_is_back()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Shell("echo up; while [ ! -e go ]; do sleep 0.01; done; echo done");
        await bench.UntilOutput(id, "up");
        await bench.Server.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await bench.Server.StartAsync();
        Assert.Equal("up\ndone\n", await bench.OutputOf(id));
        Assert.Equal(TaskState.Completed, bench.Authority.Task(id).State);
    }

    [Fact]
    public async Task What_was_given_up_while_the_server_was_away_runs_on_and_its_end_is_delivered_as_evidence()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Shell("echo up; while [ ! -e go ]; do sleep 0.01; done; echo end; exit 9");
        await bench.UntilRunning(id);
        await bench.Server.StopAsync();
        // Longer than the lease, and longer than anybody waits for an orphan.
        DateTimeOffset yesterday = TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1);
        TaskSnapshot orphan = bench.Authority.Tell(
            id, new TaskCommand.LoseLease(bench.Authority.Agent, 1, yesterday), new TaskCommand.Look());
        Assert.Equal((TaskState.Failed, TaskReason.Orphaned), (orphan.State, orphan.Reason));
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await RestartSpecs.UntilFile(bench.AttemptPath(id, "exit"));
        await bench.Server.StartAsync();
        await bench.Until(() => bench.Authority.Task(id).LateReport is not null, "the late report");
        Assert.Equal("up\nend\n", await bench.OutputOf(id));
        Assert.Equal(TaskReason.Orphaned, bench.Authority.Task(id).Reason);
        LateReport late = bench.Authority.Task(id).LateReport!;
        Assert.Equal((TaskState.Failed, TaskReason.ExitCode, 9), (late.State, late.Reason, late.ExitCode));
    }

    [Fact]
    public async Task Nothing_of_an_attempt_is_removed_before_its_end_is_acknowledged_and_its_output_stored()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Authority.Overrule = report => report.End is not null ? Verdict.Unavailable : null;
        TaskId id = bench.Submit("echo", "kept");
        await bench.Until(
            () => bench.Authority.Syncs.Count(sync => sync.Reports.Any(report => report.End is not null)) > 1, "the end, twice");
        Assert.True(File.Exists(bench.AttemptPath(id, "exit")));
        bench.Authority.Overrule = _ => null;
        Assert.Equal("kept\n", await bench.OutputOf(id));
        await bench.Until(() => !Directory.Exists(bench.AttemptPath(id)), "the journal, done with it");
    }

    [Fact]
    public async Task A_report_that_a_task_could_not_take_is_kept_and_sent_again_with_its_number()
    {
        await using Bench bench = await Bench.StartAsync();
        int tries = 0;
        bench.Authority.Overrule = report => report.Kind == ReportKind.Ended && ++tries < 3 ? Verdict.Unavailable : null;
        TaskId id = bench.Submit("true");
        Assert.Equal(TaskState.Completed, (await bench.EndOf(id)).State);
        AttemptReport[] ends = [.. bench.Authority.Syncs.SelectMany(sync => sync.Reports).Where(report => report.End is not null)];
        Assert.True(ends.Length >= 3);
        Assert.Single(ends.DistinctBy(report => (report.Seq, report.At, report.End!.ExitCode)));
    }

    [Fact]
    public async Task A_revoked_credential_is_said_and_stops_nothing()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = await bench.SleeperAsync();
        bench.Server.SyncFault = _ => Fault.Unauthorized;
        await bench.Log.Until("The credential is revoked.");
        Assert.True(StopSpecs.IsAlive(StopSpecs.Lines(bench, id)[0]));
    }

    [Fact]
    public async Task An_agent_whose_identity_is_used_elsewhere_ends_and_leaves_its_attempts_running()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = await bench.SleeperAsync();
        bench.Server.SyncFault = _ => Fault.Twin;
        Assert.Equal(AgentExit.DuplicateIdentity, await bench.AgentEndsAsync());
        Assert.True(StopSpecs.IsAlive(StopSpecs.Lines(bench, id)[0]));
        Assert.Contains("enrol this folder anew", bench.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_fit_is_declined_and_can_be_offered_elsewhere()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { Slots = 1 });
        TaskId first = bench.Shell("echo up; while [ ! -e go ]; do sleep 0.01; done");
        await bench.UntilOutput(first, "up");
        TaskId second = bench.Submit("true");
        await bench.Until(() => bench.Authority.Task(second).Reason == TaskReason.Declined, "the refusal");
        Assert.Equal((TaskState.Queued, Custody.None), (bench.Authority.Task(second).State, bench.Authority.Task(second).Custody));
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await bench.EndOf(first);
        bench.Authority.Tell(second, new TaskCommand.Offer(bench.Authority.Agent));
        Assert.Equal(2, (await bench.EndOf(second)).Attempt);
    }
}
