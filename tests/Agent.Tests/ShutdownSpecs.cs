using System.Diagnostics;
using TaskSync.Agent.Journal;
using TaskSync.Agent.Processes;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

/// <summary>
/// What a machine that goes down does to attempts: everybody gets SIGTERM at once, those who look after an attempt too, and later
/// SIGKILL. Seen under a real systemd; here with its signals.
/// </summary>
public sealed class ShutdownSpecs
{
    private const string UntilGo = "echo $$; while [ ! -e go ]; do sleep 0.01; done; ";

    [Fact]
    public async Task A_signal_to_everybody_does_not_end_who_waits_for_the_command()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = await StartAsync(bench, UntilGo + "exit 3");
        LibC.Signal(-SupervisorOf(bench, id).Pid, LibC.SigTerm);
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal((TaskReason.ExitCode, 3), (task.Reason, task.ExitCode));
    }

    [Fact]
    public async Task The_end_of_who_waits_for_the_command_is_not_the_command_s()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskId id = await StartAsync(bench, UntilGo + "exit 3");
        int supervisor = SupervisorOf(bench, id).Pid;
        ProcessInfo waiter = ProcessTable.Read().Single(process => process.Parent == supervisor);
        LibC.Signal(waiter.Pid, LibC.SigKill);
        await bench.AnotherSyncAsync();
        Assert.Equal(TaskState.Working, bench.Authority.Task(id).State);
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        Assert.Equal(TaskReason.ExitUnknown, (await bench.EndOf(id)).Reason);
    }

    [Fact]
    public async Task What_the_machine_has_ended_by_going_down_says_so()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        Process agent = bench.StartAgentProcess();
        TaskId id = await StartAsync(bench, UntilGo);
        agent.Kill();
        await agent.WaitForExitAsync();
        var folder = new AttemptFolder(bench.AttemptPath(id));
        using var supervisor = Process.GetProcessById(folder.ReadSupervisor()!.Pid);
        LibC.Signal(-folder.ReadProcess()!.Pid, LibC.SigTerm);
        await supervisor.WaitForExitAsync();
        string record = await File.ReadAllTextAsync(folder.Process);
        await File.WriteAllTextAsync(folder.Process, record.Replace(ProcessTable.BootId, "the boot before", StringComparison.Ordinal));
        bench.StartAgent();
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal(TaskReason.Signal, task.Reason);
        Assert.Equal("The process was ended by signal 15; the machine has been restarted since.", task.Message);
    }

    private static ProcessRecord SupervisorOf(Bench bench, TaskId id) => new AttemptFolder(bench.AttemptPath(id)).ReadSupervisor()!;

    private static async Task<TaskId> StartAsync(Bench bench, string script)
    {
        TaskId id = bench.Shell(script);
        await bench.UntilRunning(id);
        return id;
    }
}
