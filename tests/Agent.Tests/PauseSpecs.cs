using System.Diagnostics;
using TaskSync.Agent.Processes;
using TaskSync.Core.Protocol;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

/// <summary>An agent that stands still for longer than its lease, and a clock that is set.</summary>
public sealed class PauseSpecs
{
    internal const int SigStop = 19;
    internal const int SigCont = 18;

    [Fact]
    public async Task An_agent_that_was_paused_past_its_lease_goes_on_where_it_was()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        (Process agent, TaskId id, string pid) = await PauseAsync(bench);
        Assert.Equal(TaskState.Unknown, bench.Authority.Tell(id, Lost(bench)).State);
        // The work does not know of any of this.
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        LibC.Signal(agent.Id, SigCont);
        Assert.Equal($"{pid}\nend\n", await bench.OutputOf(id));
        Assert.Equal((TaskReason.ExitCode, 9, 1),
            (bench.Authority.Task(id).Reason, bench.Authority.Task(id).ExitCode, bench.Authority.Task(id).Attempt));
    }

    [Fact]
    public async Task An_agent_whose_attempt_was_given_up_meanwhile_stops_it_and_its_end_is_kept_as_evidence()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        (Process agent, TaskId id, string pid) = await PauseAsync(bench);
        TaskSnapshot task = bench.Authority.Tell(id, Lost(bench), new TaskCommand.Cancel("me", Force: true));
        Assert.Equal((TaskState.Cancelled, TaskReason.Unconfirmed), (task.State, task.Reason));
        LibC.Signal(agent.Id, SigCont);
        await bench.Until(() => bench.Authority.Task(id).LateReport is not null, "the late report");
        Assert.False(StopSpecs.IsAlive(pid));
        Assert.Equal(TaskReason.Unconfirmed, bench.Authority.Task(id).Reason);
    }

    [Theory]
    [InlineData(+1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_set_by_an_hour_moves_no_timeout(int hours)
    {
        var clock = new WallClock();
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        bench.StartAgent(time: clock);
        TaskId id = bench.Submit(new TaskSpec { Argv = ["/bin/sh", "-c", "echo up; exec sleep 300"], TimeoutSeconds = 3600 });
        await bench.UntilRunning(id);
        clock.Offset = TimeSpan.FromHours(hours);
        // The next agent finds a process that started in another hour.
        await bench.StopAgentAsync();
        bench.StartAgent(time: clock);
        await bench.AnotherSyncAsync();
        Assert.Equal(TaskState.Working, bench.Authority.Task(id).State);
        // An hour of seconds. By the clock on the wall none has passed, or two.
        clock.Skip(TimeSpan.FromHours(1));
        Assert.Equal(TaskReason.Timeout, (await bench.EndOf(id)).Reason);
    }

    private static TaskCommand.LoseLease Lost(Bench bench) =>
        new(bench.Authority.Agent, Attempt: 1, TimeProvider.System.GetUtcNow());

    private static async Task<(Process Agent, TaskId Id, string Pid)> PauseAsync(Bench bench)
    {
        Process agent = bench.StartAgentProcess();
        TaskId id = bench.Shell("echo $$; while [ ! -e go ]; do sleep 0.01; done; echo end; exit 9");
        await bench.UntilRunning(id);
        LibC.Signal(agent.Id, SigStop);
        return (agent, id, StopSpecs.Lines(bench, id)[0]);
    }
}
