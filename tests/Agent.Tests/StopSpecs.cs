using System.Globalization;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Processes;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

public sealed class StopSpecs
{
    [Fact]
    public async Task A_cancelled_command_ends_by_the_request_and_its_tree_is_seen_empty()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Shell("echo up; exec sleep 300");
        await bench.UntilOutput(id, "up");
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskState.Cancelled, TaskReason.Requested), (task.State, task.Reason));
        Assert.Equal(Custody.Gone, task.Custody);
    }

    [Fact]
    public async Task A_command_may_use_its_grace_to_finish_and_its_exit_code_is_kept()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { GraceSeconds = 20 });
        TaskId id = bench.Shell("trap 'echo saved; exit 5' TERM; echo up; while :; do sleep 0.05; done");
        await bench.UntilOutput(id, "up");
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        Assert.Equal("up\nsaved\n", await bench.OutputOf(id));
        TaskSnapshot task = bench.Authority.Task(id);
        Assert.Equal((TaskState.Cancelled, TaskReason.Requested, 5), (task.State, task.Reason, task.ExitCode));
    }

    [Fact]
    public async Task An_exit_code_that_takes_long_to_be_recorded_is_waited_for()
    {
        var clock = new WallClock();
        await using Bench bench = await Bench.StartAsync(config => config with { GraceSeconds = 3600 }, andAgent: false);
        bench.StartAgent(time: clock);
        TaskId id = bench.Shell("trap 'exit 5' TERM; echo up; while :; do sleep 0.05; done");
        await bench.UntilRunning(id);
        var folder = new AttemptFolder(bench.AttemptPath(id));
        int supervisor = folder.ReadSupervisor()!.Pid;
        // As if the disk did not take the record: it is one who waits, and the command is gone.
        LibC.Signal(supervisor, PauseSpecs.SigStop);
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        await bench.Until(() => !IsAlive($"{folder.ReadProcess()!.Pid}"), "the end of the command");
        // Half a minute, whenever in it the agent sees that the command is gone.
        clock.Hold();
        for (int second = 0; second < 30; second++)
        {
            clock.Skip(TimeSpan.FromSeconds(1));
            await bench.AnotherSyncAsync();
        }
        LibC.Signal(supervisor, PauseSpecs.SigCont);
        Assert.Equal(5, (await bench.EndOf(id)).ExitCode);
    }

    [Fact]
    public async Task A_tree_that_ignores_the_request_is_killed_wherever_it_went()
    {
        await using Bench bench = await Bench.StartAsync(config => config with { GraceSeconds = 0.2 });
        // A child, one in a session of its own, and one there that also lost its environment.
        const string Script = """
            trap '' TERM
            sleep 300 & echo $!
            setsid sh -c 'trap "" TERM; sleep 300 & echo $!; wait' &
            setsid sh -c 'trap "" TERM; env -i sleep 300 & echo $!; wait' &
            echo up; wait; wait
            """;
        TaskId id = bench.Shell(Script);
        await bench.Until(() => Lines(bench, id).Length == 4, "all of the tree");
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskState.Cancelled, TaskReason.Requested), (task.State, task.Reason));
        Assert.All(Lines(bench, id).Where(line => line != "up"), pid => Assert.False(IsAlive(pid)));
    }

    [Fact]
    public async Task A_command_that_runs_too_long_is_stopped_for_that_reason()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Submit(new TaskSpec { Argv = ["sleep", "300"], TimeoutSeconds = 1 });
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskState.Failed, TaskReason.Timeout), (task.State, task.Reason));
    }

    [Fact]
    public async Task A_command_that_ended_before_the_request_is_what_it_is()
    {
        await using Bench bench = await Bench.StartAsync();
        // The end is known and not acknowledged when the cancel comes.
        bench.Authority.Overrule = report => report.Kind == ReportKind.Ended ? Verdict.Unavailable : null;
        TaskId id = bench.Shell("exit 6");
        await bench.Until(() => bench.Authority.Syncs.Any(sync => sync.Reports.Any(report => report.End is not null)), "the end");
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        bench.Authority.Overrule = _ => null;
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskState.Failed, TaskReason.ExitCode, 6), (task.State, task.Reason, task.ExitCode));
    }

    [Fact]
    public async Task A_refused_attempt_is_stopped()
    {
        await using Bench bench = await Bench.StartAsync();
        // Who is stopped before it has said who it is can't be looked for.
        bench.Authority.Overrule = report => report.Kind != ReportKind.Started ? null
            : Lines(bench, report.TaskId).Length == 0 ? Verdict.Unavailable : Verdict.Refused;
        TaskId id = bench.Shell("echo $$; exec sleep 300");
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal(TaskState.Cancelled, task.State);
        Assert.False(IsAlive(Lines(bench, id)[0]));
    }

    [Fact]
    public async Task A_stop_reaches_an_attempt_whose_supervisor_was_killed()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = bench.Shell("echo up; exec sleep 300");
        await bench.UntilOutput(id, "up");
        var folder = new Journal.AttemptFolder(bench.AttemptPath(id));
        LibC.Signal(-folder.ReadSupervisor()!.Pid, LibC.SigKill);
        bench.Authority.Tell(id, new TaskCommand.Cancel("me", Force: false));
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskState.Cancelled, TaskReason.Requested), (task.State, task.Reason));
    }

    internal static bool IsAlive(string pid) =>
        ProcessTable.Find(int.Parse(pid, CultureInfo.InvariantCulture)) is { IsGone: false };

    internal static string[] Lines(Bench bench, TaskId id) => System.Text.Encoding.UTF8.GetString(bench.Authority.Output(id))
        .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
