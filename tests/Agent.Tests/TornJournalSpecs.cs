using System.Diagnostics;
using TaskSync.Core.Tasks;

namespace TaskSync.Agent.Tests;

/// <summary>
/// Whatever a crash or a bad disk leaves of a file: nothing is started twice, and nothing that is not known
/// is called a success.
/// </summary>
public sealed class TornJournalSpecs
{
    public static TheoryData<string, double> Cuts()
    {
        var cuts = new TheoryData<string, double>();
        foreach (string file in new[] { "spec.json", "steps", "supervisor", "process", "exit" })
        {
            foreach (double left in new[] { 0, 0.5, 0.95 }) cuts.Add(file, left);
        }
        return cuts;
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_cut_file_never_makes_a_second_start_or_a_false_success(string file, double left)
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        Process agent = bench.StartAgentProcess();
        TaskId id = bench.Shell("echo run >> ran; echo up; while [ ! -e go ]; do sleep 0.01; done; exit 7");
        await bench.UntilRunning(id);
        agent.Kill();
        await agent.WaitForExitAsync();
        using Process supervisor = Process.GetProcessById(
            new Journal.AttemptFolder(bench.AttemptPath(id)).ReadSupervisor()!.Pid);
        if (file != "exit") Cut(bench.AttemptPath(id, file), left);
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "go"), "");
        await supervisor.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        if (file == "exit") Cut(bench.AttemptPath(id, file), left);
        bench.StartAgent();
        TaskSnapshot task = await bench.EndOf(id);
        Assert.Equal(TaskState.Failed, task.State);
        Assert.Contains(task.Reason, new[] { TaskReason.ExitCode, TaskReason.ExitUnknown });
        if (task.Reason == TaskReason.ExitCode) Assert.Equal(7, task.ExitCode);
        Assert.Equal("run\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "ran")));
    }

    [Fact]
    public async Task A_folder_that_was_never_finished_is_as_if_it_had_never_been()
    {
        await using Bench bench = await Bench.StartAsync(andAgent: false);
        TaskId id = bench.Shell("echo run >> ran");
        Directory.CreateDirectory(bench.AttemptPath(id));
        await File.WriteAllTextAsync(bench.AttemptPath(id, "spec.json"), """{"task_id":""");
        bench.StartAgent();
        Assert.Equal(TaskState.Completed, (await bench.EndOf(id)).State);
        Assert.Equal("run\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "ran")));
    }

    private static void Cut(string path, double left)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write);
        file.SetLength((long)(file.Length * left));
    }
}
