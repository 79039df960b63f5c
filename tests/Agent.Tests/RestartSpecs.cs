using System.Diagnostics;
using TaskSync.Agent.Processes;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

public sealed class RestartSpecs
{
    [Fact]
    public async Task A_killed_agent_costs_nothing_same_process_exact_bytes_true_exit_code_one_start()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        await KillAsync(bench, bench.StartAgentProcess(), out TaskId id, out string pid,
            "echo $$; i=0; while [ ! -e go ]; do i=$((i+1)); echo $i; sleep 0.01; done; echo end; exit 9");
        Process second = bench.StartAgentProcess();
        await bench.Until(() => bench.Authority.Syncs.Any(sync => sync.Instance == 2), "the second agent");
        Assert.True(StopSpecs.IsAlive(pid));
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        string[] lines = (await bench.OutputOf(id)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(pid, lines[0]);
        Assert.Equal(Enumerable.Range(1, lines.Length - 2).Select(i => $"{i}"), lines[1..^1]);
        Assert.Equal((TaskReason.ExitCode, 9), (bench.Authority.Task(id).Reason, bench.Authority.Task(id).ExitCode));
        Assert.Single(Reports(bench).Where(report => report.Kind == ReportKind.Started).DistinctBy(report => report.Seq));
        second.Kill();
    }

    [Fact]
    public async Task What_ended_while_no_agent_ran_is_reported_as_it_ended()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        await KillAsync(bench, bench.StartAgentProcess(), out TaskId id, out _,
            "echo $$; while [ ! -e go ]; do sleep 0.01; done; echo late; kill -9 $$");
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await UntilFile(bench.AttemptPath(id, "exit"));
        bench.StartAgent();
        Assert.EndsWith("late\n", await bench.OutputOf(id), StringComparison.Ordinal);
        TaskSnapshot task = bench.Authority.Task(id);
        Assert.Equal((TaskState.Failed, TaskReason.Signal), (task.State, task.Reason));
    }

    [Fact]
    public async Task What_is_gone_without_a_record_is_never_a_success()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        await KillAsync(bench, bench.StartAgentProcess(), out TaskId id, out string pid, "echo $$; exec sleep 300");
        ProcessRecord supervisor = new Journal.AttemptFolder(bench.AttemptPath(id)).ReadSupervisor()!;
        LibC.Signal(-supervisor.Pid, LibC.SigKill);
        LibC.Signal(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture), LibC.SigKill);
        bench.StartAgent();
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskState.Failed, TaskReason.ExitUnknown), (task.State, task.Reason));
        Assert.Equal(Custody.Gone, task.Custody);
    }

    [Fact]
    public async Task A_process_whose_supervisor_is_gone_still_counts_as_running_until_it_ends()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Shell("echo $$; while [ ! -e go ]; do sleep 0.01; done");
        await bench.UntilRunning(id);
        ProcessRecord supervisor = new Journal.AttemptFolder(bench.AttemptPath(id)).ReadSupervisor()!;
        LibC.Signal(-supervisor.Pid, LibC.SigKill);
        await bench.AnotherSyncAsync();
        Assert.Equal(TaskState.Working, bench.Authority.Task(id).State);
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        Assert.Equal(TaskReason.ExitUnknown, (await bench.EndOf(id)).Reason);
    }

    [Fact]
    public async Task A_foreign_process_that_a_forged_record_names_is_never_signalled()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        await KillAsync(bench, bench.StartAgentProcess(), out TaskId id, out string pid, "echo $$; exec sleep 300");
        using Process foreign = Process.Start("setsid", ["sleep", "300"]);
        try
        {
            var folder = new Journal.AttemptFolder(bench.AttemptPath(id));
            LibC.Signal(-folder.ReadSupervisor()!.Pid, LibC.SigKill);
            LibC.Signal(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture), LibC.SigKill);
            // Everything is right but the nonce, which the stranger does not carry.
            ProcessInfo seen = ProcessTable.Find(foreign.Id)!;
            string forged = $$"""{"pid":{{foreign.Id}},"start_time":{{seen.StartTime}},"boot_id":"{{ProcessTable.BootId}}"}""";
            await File.WriteAllTextAsync(folder.Process, forged);
            await File.WriteAllTextAsync(folder.Supervisor, forged);
            bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
            bench.StartAgent();
            await bench.EndOf(id);
            Assert.False(foreign.HasExited);
        }
        finally
        {
            foreign.Kill();
            await foreign.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task An_agent_that_is_asked_to_leave_lets_its_attempts_go_on()
    {
        var clock = new WallClock();
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        bench.StartAgent(time: clock);
        TaskId id = bench.Shell("echo $$; while [ ! -e go ]; do sleep 0.01; done; exit 3");
        await bench.UntilRunning(id);
        // It gives its last word up after two seconds, and a busy machine may need more.
        clock.Hold();
        Assert.Equal(AgentExit.Left, await bench.StopAgentAsync());
        await bench.Until(() => bench.Authority.Syncs[^1].Draining, "its last word");
        Assert.True(StopSpecs.IsAlive(StopSpecs.Lines(bench, id)[0]));
        bench.StartAgent();
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        Assert.Equal(3, (await bench.EndOf(id)).ExitCode);
    }

    [Fact]
    public async Task An_agent_that_left_while_it_ended_something_signals_nobody_any_more_and_the_next_one_ends_it()
    {
        var clock = new WallClock();
        await using Bench bench = await Bench.StartAsync(config => config with { GraceSeconds = 60 }, andAgent: false);
        bench.StartAgent(time: clock);
        // It lives on for longer than the grace, unless somebody kills it.
        const string Script = """
            trap 'echo asked; asked=1' TERM
            echo up; until [ $asked ]; do sleep 0.05; done
            until [ -e go ]; do sleep 0.05; done
            sleep 0.5; trap - TERM; echo > alive; exec sleep 300
            """;
        TaskId id = bench.Shell(Script);
        await bench.UntilOutput(id, "up");
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        await bench.UntilOutput(id, "asked");
        await bench.StopAgentAsync();
        clock.Skip(TimeSpan.FromSeconds(60));
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await UntilFile(Path.Combine(bench.Work, "alive"));
        Assert.Equal(TaskState.Cancelling, bench.Authority.Task(id).State);
        bench.StartAgent();
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskState.Cancelled, TaskReason.Requested, Custody.Gone), (task.State, task.Reason, task.Custody));
    }

    [Fact]
    public async Task An_agent_that_left_looks_at_nothing_any_more_and_leaves_the_end_to_the_next_one()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { OutputLimitBytes = 10 });
        TaskId id = bench.Shell("seq 1 100; while [ ! -e go ]; do sleep 0.01; done; exit 3");
        await bench.UntilOutput(id, "is cut");
        await bench.StopAgentAsync();
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await UntilFile(bench.AttemptPath(id, "exit"));
        Assert.False(File.Exists(bench.AttemptPath(id, "stdout.end")));
        bench.StartAgent();
        Assert.EndsWith("100\n", await bench.OutputOf(id), StringComparison.Ordinal);
        Assert.Equal(3, bench.Authority.Task(id).ExitCode);
    }

    [Fact]
    public async Task An_agent_that_drains_takes_nothing_new_and_leaves_when_all_it_runs_is_told()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        bench.StartAgent(drain: true);
        TaskId id = bench.Shell("echo up; while [ ! -e go ]; do sleep 0.01; done; echo end; exit 3");
        await bench.UntilOutput(id, "up");
        Task<AgentExit> left = bench.StopAgentAsync();
        await bench.Until(() => bench.Authority.Syncs[^1].Draining, "the word that it drains");
        TaskId late = bench.Submit("true");
        await bench.Until(() => bench.Authority.Task(late).Reason == TaskReason.Declined, "the refusal");
        Assert.False(left.IsCompleted);
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        Assert.Equal("up\nend\n", await bench.OutputOf(id));
        Assert.Equal(AgentExit.Left, await left);
        Assert.Empty(Directory.GetDirectories(Path.Combine(bench.Folder, "attempts")));
    }

    [Fact]
    public async Task A_timeout_counts_from_the_start_of_the_process_not_of_the_agent()
    {
        var clock = new WallClock();
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        bench.StartAgent(time: clock);
        TaskId id = bench.Submit(new TaskSpec { Argv = ["sleep", "300"], TimeoutSeconds = 3600 });
        await bench.Until(() => bench.Authority.Task(id).State == TaskState.Working, "the start");
        await bench.StopAgentAsync();
        // The hour passes while no agent is there, and the next one would need another.
        clock.Skip(TimeSpan.FromHours(1));
        bench.StartAgent(time: clock);
        Assert.Equal(TaskReason.Timeout, (await bench.EndOf(id)).Reason);
    }

    [Fact]
    public async Task A_pair_that_was_here_is_never_started_again_and_says_what_became_of_it()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Shell("echo once >> ran; exit 8");
        TaskSnapshot offered = bench.Authority.Task(id);
        await bench.EndOf(id);
        await bench.StopAgentAsync();
        bench.Authority.Forget(id, offered);
        bench.StartAgent();
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskReason.ExitCode, 8), (task.Reason, task.ExitCode));
        Assert.Equal("once\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "ran")));
    }

    private static IEnumerable<AttemptReport> Reports(Bench bench) => bench.Authority.Syncs.SelectMany(sync => sync.Reports);

    /// <summary>
    /// Runs a script that first says its pid, and kills the agent when the server has heard it.
    /// </summary>
    private static Task KillAsync(Bench bench, Process agent, out TaskId id, out string pid, string script)
    {
        TaskId submitted = id = bench.Shell(script);
        bench.Until(() => StopSpecs.Lines(bench, submitted).Length >= 1, "the start").GetAwaiter().GetResult();
        pid = StopSpecs.Lines(bench, id)[0];
        agent.Kill();
        return agent.WaitForExitAsync();
    }

    /// <summary>
    /// A shell makes a file first and writes it afterwards, so one that is empty says nothing yet. It is looked for again and again:
    /// a watcher is told of a renaming in two halves, and one that sees them apart takes them for a removal and a new file.
    /// </summary>
    internal static async Task UntilFile(string path)
    {
        using var bound = new CancellationTokenSource(Bench.Bound);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            try
            {
                await look.WaitForNextTickAsync(bound.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Not within {Bench.Bound.TotalSeconds} s: {path}.");
            }
        }
    }
}
